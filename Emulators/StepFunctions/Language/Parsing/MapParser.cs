namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>Reads what a distributed Map reads, batches and writes with.</summary>
internal static class MapParser
{
    private static readonly Dictionary<string, char> Delimiters = new(StringComparer.Ordinal)
    {
        ["COMMA"] = ',',
        ["PIPE"] = '|',
        ["SEMICOLON"] = ';',
        ["SPACE"] = ' ',
        ["TAB"] = '\t',
    };

    /// <summary>ItemReader.</summary>
    public static ItemReader? Reader(FieldReader state, ParserOptions options)
    {
        if (state.Object("ItemReader") is not { } reader)
        {
            return null;
        }

        var resource = Resource(reader, options, "getObject", "listObjectsV2");
        var config = reader.Object("ReaderConfig");
        var inputType = config?.OneOf("InputType", "CSV", "JSON", "JSONL", "MANIFEST");
        var header = config?.OneOf("CSVHeaderLocation", "FIRST_ROW", "GIVEN");
        var headers = config?.Texts("CSVHeaders");
        var delimiter = config?.OneOf("CSVDelimiter", [.. Delimiters.Keys]);
        var pointer = config?.Text("ItemsPointer");
        var most = config?.NumberOrExpression("MaxItems", 0, 100_000_000);
        config?.OneOf("Transformation", "NONE", "LOAD_AND_FLATTEN");
        if (inputType == "CSV" && header is null)
        {
            config!.FaultHere("These fields are required: [CSVHeaderLocation]");
        }

        if (header == "GIVEN" && headers is null)
        {
            config!.FaultHere("These fields are required: [CSVHeaders]");
        }

        config?.End();
        if (resource?.Action == "getObject" && inputType is null)
        {
            reader.Fault("ReaderConfig", "These fields are required: [InputType]");
        }

        var parameters = reader.Template(reader.IsJsonata ? "Arguments" : "Parameters");
        reader.End();
        return resource is null ? null : new(resource, parameters, inputType, header, headers, Delimiters[delimiter ?? "COMMA"], pointer, most);
    }

    /// <summary>ItemBatcher.</summary>
    public static ItemBatcher? Batcher(FieldReader state)
    {
        if (state.Object("ItemBatcher") is not { } reader)
        {
            return null;
        }

        var batcher = new ItemBatcher(
            reader.Template("BatchInput", mustBeObject: true),
            reader.NumberOrExpression("MaxItemsPerBatch", 1, int.MaxValue),
            reader.NumberOrExpression("MaxInputBytesPerBatch", 1, 262_144));
        if (batcher is { MaxItems: null, MaxBytes: null })
        {
            reader.FaultHere("One of the fields [MaxItemsPerBatch, MaxInputBytesPerBatch] is required");
        }

        reader.End();
        return batcher;
    }

    /// <summary>ResultWriter.</summary>
    public static ResultWriter? Writer(FieldReader state, ParserOptions options)
    {
        if (state.Object("ResultWriter") is not { } reader)
        {
            return null;
        }

        var resource = reader.Has("Resource") ? Resource(reader, options, "putObject") : null;
        var config = reader.Object("WriterConfig");
        var outputType = config?.OneOf("OutputType", "JSON", "JSONL") ?? "JSON";
        var transformation = config?.OneOf("Transformation", "NONE", "COMPACT", "FLATTEN") ?? "NONE";
        config?.End();
        var parameters = reader.Template(reader.IsJsonata ? "Arguments" : "Parameters");
        if (resource is null && config is null && !reader.Has("Resource"))
        {
            reader.FaultHere("These fields are required: [Resource, Parameters], or [WriterConfig]");
        }

        reader.End();
        return new(resource, parameters, outputType, transformation);
    }

    private static ServiceResource? Resource(FieldReader reader, ParserOptions options, params ReadOnlySpan<string> actions)
    {
        reader.Require("Resource");
        if (reader.Text("Resource") is not { } arn)
        {
            return null;
        }

        if (TaskResource.Parse(arn) is ServiceResource { Service: "s3", Pattern: IntegrationPattern.RequestResponse } resource && actions.Contains(resource.Action) && options.Supports(resource))
        {
            return resource;
        }

        reader.Fault("Resource", $"The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.");
        return null;
    }
}
