using System.CommandLine;
using Ensemble.Models.Inspection;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models inspect NAME|FILE</c></summary>
internal static class InspectModelCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "A model of the catalog, or an ONNX file." };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Shows layers, shapes, parameters, multiply-adds, inputs and outputs of a model.")
        {
            model, data, json,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(model);
            var inspection = IsFile(name)
                ? ModelInspector.InspectFile(name)
                : ModelInspector.Inspect(parsed.Catalog(data).Open(name));
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(inspection, CliJson.Default.ModelInspection);
            }
            else
            {
                Write(terminal, inspection);
            }
        });
        return command;
    }

    private static bool IsFile(string name) =>
        name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || name.Contains(Path.DirectorySeparatorChar) || File.Exists(name);

    private static void Write(Terminal terminal, ModelInspection model)
    {
        terminal.WriteTable(
            ["layer", "kind", "shape", ">parameters", ">multiply-adds"],
            model.Layers.Select(layer => (string[])
            [
                layer.Name,
                layer.Kind,
                $"({string.Join(", ", layer.Shape)})",
                FormattableString.Invariant($"{layer.Parameters:N0}"),
                FormattableString.Invariant($"{layer.MultiplyAdds:N0}"),
            ]));
        void Line(string name, string value) => terminal.Output.WriteLine($"{name,-14}{value}");
        Line("name", model.Caveat is null ? model.Name : $"{model.Name} ({model.Caveat})");
        Line("parameters", FormattableString.Invariant($"{model.Parameters:N0}"));
        Line("multiply-adds", FormattableString.Invariant($"{model.MultiplyAdds:N0}"));
        Line("opset", FormattableString.Invariant($"{model.Opset}"));
        Line("inputs", string.Join("; ", model.Inputs));
        Line("outputs", string.Join("; ", model.Outputs));
        Line("file", model.File);
        Line("bytes", FormattableString.Invariant($"{model.Bytes:N0}"));
        Line("sha256", model.Sha256);
    }
}
