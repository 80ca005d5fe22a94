using System.Globalization;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Server.Management;

/// <summary>Functions, their code and their versions.</summary>
internal sealed class FunctionEndpoints(FunctionRegistry functions, RunFolder run, Ids ids)
{
    private const string Path = "/2015-03-31/functions";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", Path, ids, CreateAsync);
        routes.MapApi("GET", Path, ids, ListAsync);
        routes.MapApi("GET", Path + "/{name}", ids, GetAsync);
        routes.MapApi("DELETE", Path + "/{name}", ids, context =>
        {
            functions.Delete(context.Route("name"), context.Query("Qualifier"));
            return context.NoContentAsync();
        });
        routes.MapApi("GET", Path + "/{name}/configuration", ids, context => context.WriteAsync(
            Shape(functions.Find(context.Route("name"), context.Query("Qualifier")).Version), ManagementJson.Default.FunctionConfigurationShape));
        routes.MapApi("PUT", Path + "/{name}/configuration", ids, UpdateConfigurationAsync);
        routes.MapApi("PUT", Path + "/{name}/code", ids, UpdateCodeAsync);
        routes.MapApi("POST", Path + "/{name}/versions", ids, PublishAsync);
        routes.MapApi("GET", Path + "/{name}/versions", ids, ListVersionsAsync);
        routes.MapApi("GET", "/2016-08-19/account-settings", ids, context => context.WriteAsync(Account(), ManagementJson.Default.AccountSettingsResponse));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.CreateFunctionRequest, "CreateFunction");
        var name = FunctionReference.Parse(Required(request.FunctionName, "functionName"), qualifier: null, functions.Account).Name;
        if (functions.List().Any(function => function.Name == name))
        {
            throw LambdaServiceException.Conflict($"Function already exist: {name}");
        }

        var configuration = FunctionRules.Checked(new FunctionConfiguration
        {
            Name = name,
            Directory = string.Empty,
            Handler = request.Handler ?? string.Empty,
            MemorySize = request.MemorySize ?? 128,
            Timeout = request.Timeout ?? 3,
            Environment = request.Environment?.Variables ?? new Dictionary<string, string>(),
            Description = request.Description ?? string.Empty,
            Runtime = Runtime(request.Runtime, request.PackageType),
            Role = Required(request.Role, "role"),
            EphemeralStorage = request.EphemeralStorage?.Size ?? 512,
        });
        var code = Unpack(Required(request.Code, "code"));
        var function = functions.Create(configuration with { Directory = code.Directory }, code);
        if (request.Tags is { Count: > 0 } tags)
        {
            functions.SetTags(name, present => present.AddRange(tags));
        }

        var version = request.Publish ? functions.Publish(name) : function.Latest;
        await context.WriteAsync(Shape(version), ManagementJson.Default.FunctionConfigurationShape, StatusCodes.Status201Created);
    }

    private async Task GetAsync(HttpContext context)
    {
        var (function, version, _) = functions.Find(context.Route("name"), context.Query("Qualifier"));
        await context.WriteAsync(
            new(
                Shape(version),
                new("Emulator", new Uri(version.Configuration.Directory + System.IO.Path.DirectorySeparatorChar).AbsoluteUri),
                function.Tags.Count > 0 ? function.Tags : null,
                function.ReservedConcurrency is { } reserved ? new(reserved) : null),
            ManagementJson.Default.GetFunctionResponse);
    }

    private async Task ListAsync(HttpContext context)
    {
        var versions = functions.List().SelectMany(function =>
            context.Query("FunctionVersion") == "ALL" ? [function.Latest, .. function.Versions] : (IEnumerable<FunctionVersion>)[function.Latest]);
        var (page, next) = context.Page([.. versions]);
        await context.WriteAsync(new([.. page.Select(Shape)], next), ManagementJson.Default.ListFunctionsResponse);
    }

    private async Task UpdateConfigurationAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.UpdateFunctionConfigurationRequest, "UpdateFunctionConfiguration");
        var version = functions.Update(
            context.Route("name"),
            present => present with
            {
                Handler = request.Handler ?? present.Handler,
                MemorySize = request.MemorySize ?? present.MemorySize,
                Timeout = request.Timeout ?? present.Timeout,
                Environment = request.Environment is null ? present.Environment : request.Environment.Variables ?? new Dictionary<string, string>(),
                Description = request.Description ?? present.Description,
                Runtime = request.Runtime is null ? present.Runtime : Runtime(request.Runtime, packageType: null),
                Role = request.Role ?? present.Role,
                EphemeralStorage = request.EphemeralStorage?.Size ?? present.EphemeralStorage,
            },
            revisionId: request.RevisionId);
        await context.WriteAsync(Shape(version), ManagementJson.Default.FunctionConfigurationShape);
    }

    private async Task UpdateCodeAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.UpdateFunctionCodeRequest, "UpdateFunctionCode");
        var name = functions.Get(context.Route("name")).Name;
        var code = Unpack(new(request.ZipFile, request.S3Bucket, request.S3Key, request.ImageUri));
        if (request.DryRun)
        {
            Directory.Delete(code.Directory, recursive: true);
            await context.WriteAsync(Shape(functions.Get(name).Latest), ManagementJson.Default.FunctionConfigurationShape);
            return;
        }

        var version = functions.Update(name, present => present, code, request.RevisionId);
        await context.WriteAsync(Shape(request.Publish ? functions.Publish(name) : version), ManagementJson.Default.FunctionConfigurationShape);
    }

    private async Task PublishAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.PublishVersionRequest, "PublishVersion");
        var version = functions.Publish(context.Route("name"), request.Description, request.CodeSha256, request.RevisionId);
        await context.WriteAsync(Shape(version), ManagementJson.Default.FunctionConfigurationShape, StatusCodes.Status201Created);
    }

    private async Task ListVersionsAsync(HttpContext context)
    {
        var function = functions.Get(context.Route("name"));
        var (page, next) = context.Page<FunctionVersion>([function.Latest, .. function.Versions]);
        await context.WriteAsync(new([.. page.Select(version => Shape(version, isQualified: true))], next), ManagementJson.Default.ListVersionsResponse);
    }

    private AccountSettingsResponse Account()
    {
        var all = functions.List();
        return new(
            new(80_530_636_800, CodePackage.LargestContent, CodePackage.LargestZip, functions.Account.ConcurrentExecutions, functions.Concurrency.Unreserved),
            new(all.Sum(function => function.Latest.Code.Size), all.Count));
    }

    private FunctionCode Unpack(FunctionCodeInput code)
    {
        if (code.ZipFile is null)
        {
            throw LambdaServiceException.InvalidParameter(
                "The emulator takes code as a zip in the request (ZipFile); code in S3 and container images are not supported.");
        }

        return CodePackage.Extract(code.ZipFile, System.IO.Path.Combine(run.CodeFolder, ids.Hex(16)));
    }

    private static string Runtime(string? runtime, string? packageType)
    {
        if (packageType is "Image")
        {
            throw LambdaServiceException.InvalidParameter("The emulator runs zip packages; PackageType Image is not supported.");
        }

        return runtime is "provided.al2023" or "provided.al2" or "provided"
            ? runtime
            : throw LambdaServiceException.InvalidParameter(
                $"The runtime parameter of {runtime ?? "null"} is not supported by the emulator. Use provided.al2023 with a bootstrap that starts your language's runtime interface client.");
    }

    private static T Required<T>(T? value, string member)
        where T : class => value ?? throw LambdaServiceException.Validation(
            $"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    private static FunctionConfigurationShape Shape(FunctionVersion version) => Shape(version, isQualified: false);

    private static FunctionConfigurationShape Shape(FunctionVersion version, bool isQualified)
    {
        var configuration = version.Configuration;
        return new(
            configuration.Name,
            isQualified && version.Version == FunctionVersion.Latest ? $"{version.Arn}:{version.Version}" : version.Arn,
            configuration.Runtime,
            configuration.Role,
            configuration.Handler,
            version.Code.Size,
            configuration.Description,
            configuration.Timeout,
            configuration.MemorySize,
            version.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            version.Code.Sha256,
            version.Version,
            configuration.Environment.Count > 0 ? new(configuration.Environment) : null,
            new("PassThrough"),
            version.RevisionId,
            "Active",
            "Successful",
            "Zip",
            [System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x86_64"],
            new(configuration.EphemeralStorage),
            new("None", "Off"),
            new("arn:aws:lambda:::runtime:local"),
            new("Text", $"/aws/lambda/{configuration.Name}"));
    }
}
