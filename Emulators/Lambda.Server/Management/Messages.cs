using System.Text.Json.Serialization;

namespace Ensemble.Lambda.Server.Management;

// The shapes of AWS's API, by their names there. Fields that the emulator has no use for are neither read nor written.
internal sealed record FunctionCodeInput(byte[]? ZipFile, string? S3Bucket, string? S3Key, string? ImageUri);

internal sealed record EnvironmentShape(IReadOnlyDictionary<string, string>? Variables);

internal sealed record EphemeralStorageShape(int Size);

internal sealed record TracingConfigShape(string Mode);

internal sealed record SnapStartShape(string ApplyOn, string OptimizationStatus);

internal sealed record LoggingConfigShape(string LogFormat, string LogGroup);

internal sealed record RuntimeVersionConfigShape(string RuntimeVersionArn);

internal sealed record CreateFunctionRequest(
    string? FunctionName, string? Runtime, string? Role, string? Handler, FunctionCodeInput? Code, string? Description, int? Timeout,
    int? MemorySize, bool Publish, string? PackageType, EnvironmentShape? Environment, EphemeralStorageShape? EphemeralStorage,
    IReadOnlyDictionary<string, string>? Tags);

internal sealed record UpdateFunctionConfigurationRequest(
    string? Runtime, string? Role, string? Handler, string? Description, int? Timeout, int? MemorySize, EnvironmentShape? Environment,
    EphemeralStorageShape? EphemeralStorage, string? RevisionId);

internal sealed record UpdateFunctionCodeRequest(
    byte[]? ZipFile, string? S3Bucket, string? S3Key, string? ImageUri, bool Publish, bool DryRun, string? RevisionId);

internal sealed record PublishVersionRequest(string? CodeSha256, string? Description, string? RevisionId);

internal sealed record FunctionConfigurationShape(
    string FunctionName, string FunctionArn, string Runtime, string Role, string Handler, long CodeSize, string Description, int Timeout,
    int MemorySize, string LastModified, string CodeSha256, string Version, EnvironmentShape? Environment, TracingConfigShape TracingConfig,
    string RevisionId, string State, string LastUpdateStatus, string PackageType, IReadOnlyList<string> Architectures,
    EphemeralStorageShape EphemeralStorage, SnapStartShape SnapStart, RuntimeVersionConfigShape RuntimeVersionConfig,
    LoggingConfigShape LoggingConfig);

internal sealed record FunctionCodeLocationShape(string RepositoryType, string Location);

internal sealed record ConcurrencyShape(int? ReservedConcurrentExecutions);

internal sealed record GetFunctionResponse(
    FunctionConfigurationShape Configuration, FunctionCodeLocationShape Code, IReadOnlyDictionary<string, string>? Tags,
    ConcurrencyShape? Concurrency);

internal sealed record ListFunctionsResponse(IReadOnlyList<FunctionConfigurationShape> Functions, string? NextMarker);

internal sealed record ListVersionsResponse(IReadOnlyList<FunctionConfigurationShape> Versions, string? NextMarker);

internal sealed record RoutingConfigShape(IReadOnlyDictionary<string, double>? AdditionalVersionWeights);

internal sealed record AliasRequest(string? Name, string? FunctionVersion, string? Description, RoutingConfigShape? RoutingConfig, string? RevisionId);

internal sealed record AliasShape(
    string AliasArn, string Name, string FunctionVersion, string Description, RoutingConfigShape? RoutingConfig, string RevisionId);

internal sealed record ListAliasesResponse(IReadOnlyList<AliasShape> Aliases, string? NextMarker);

internal sealed record ProvisionedRequest(int ProvisionedConcurrentExecutions);

internal sealed record ProvisionedShape(
    string? FunctionArn, int RequestedProvisionedConcurrentExecutions, int AllocatedProvisionedConcurrentExecutions,
    int AvailableProvisionedConcurrentExecutions, string Status, string? StatusReason, string LastModified);

internal sealed record ListProvisionedResponse(IReadOnlyList<ProvisionedShape> ProvisionedConcurrencyConfigs);

internal sealed record DestinationShape(string? Destination);

internal sealed record DestinationConfigShape(DestinationShape? OnSuccess, DestinationShape? OnFailure);

internal sealed record EventInvokeRequest(int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DestinationConfigShape? DestinationConfig);

internal sealed record EventInvokeShape(
    double LastModified, string FunctionArn, int MaximumRetryAttempts, int MaximumEventAgeInSeconds, DestinationConfigShape DestinationConfig);

internal sealed record ListEventInvokeResponse(IReadOnlyList<EventInvokeShape> FunctionEventInvokeConfigs);

internal sealed record AccountLimitShape(
    long TotalCodeSize, long CodeSizeUnzipped, long CodeSizeZipped, int ConcurrentExecutions, int UnreservedConcurrentExecutions);

internal sealed record AccountUsageShape(long TotalCodeSize, long FunctionCount);

internal sealed record AccountSettingsResponse(AccountLimitShape AccountLimit, AccountUsageShape AccountUsage);

internal sealed record TagsShape(IReadOnlyDictionary<string, string>? Tags);

/// <summary>JSON of the functions API.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateFunctionRequest))]
[JsonSerializable(typeof(UpdateFunctionConfigurationRequest))]
[JsonSerializable(typeof(UpdateFunctionCodeRequest))]
[JsonSerializable(typeof(PublishVersionRequest))]
[JsonSerializable(typeof(GetFunctionResponse))]
[JsonSerializable(typeof(ListFunctionsResponse))]
[JsonSerializable(typeof(ListVersionsResponse))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(ListAliasesResponse))]
[JsonSerializable(typeof(ProvisionedRequest))]
[JsonSerializable(typeof(ListProvisionedResponse))]
[JsonSerializable(typeof(EventInvokeRequest))]
[JsonSerializable(typeof(ListEventInvokeResponse))]
[JsonSerializable(typeof(AccountSettingsResponse))]
[JsonSerializable(typeof(TagsShape))]
internal sealed partial class ManagementJson : JsonSerializerContext;
