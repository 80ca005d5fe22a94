using System.Diagnostics;
using System.Net;
using Aspire.Hosting;
using Ensemble.Hosting.Processes;
using Ensemble.Hosting.Running;
using Ensemble.Testing;

namespace Ensemble.Hosting.Tests.Running;

/// <summary>Real programs, as scripts of the shell.</summary>
public sealed class ApplicationRunnerTests : IDisposable
{
    private const string Shell = "/bin/sh";
    private static readonly HealthCheck Never = new(new("http://127.0.0.1:1/health"), 200);

    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly HealthProbe _probe = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Sample.Cancelled);

    public ApplicationRunnerTests() => Assert.SkipUnless(File.Exists(Shell), "These programs are scripts of the Unix shell.");

    private string Journal => Path.Combine(_folder, "journal");

    public void Dispose()
    {
        _probe.Dispose();
        _output.Dispose();
        _error.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Everything_is_stopped_in_the_reverse_order()
    {
        var run = RunAsync(Lasting("first"), Lasting("second") with { Dependencies = ["first"] });

        await WrittenAsync("first begins");
        await WrittenAsync("second begins");
        await _stop.CancelAsync();
        await run;

        Assert.Equal(["second ends", "first ends"], (await File.ReadAllLinesAsync(Journal, Sample.Cancelled)).Skip(2));
        Assert.Contains("host   | Stopping.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_waits_until_those_it_depends_on_are_healthy()
    {
        using var health = new HttpListener();
        var port = LoopbackPort.Free();
        health.Prefixes.Add($"http://127.0.0.1:{port}/");
        health.Start();
        var run = RunAsync(
            Lasting("first") with { HealthChecks = [new(new($"http://127.0.0.1:{port}/health"), 200)] },
            Lasting("second") with { Dependencies = ["first"] });

        // Twice not yet, then healthy.
        await AnswerAsync(health, 503);
        await AnswerAsync(health, 503);
        var before = await WrittenAsync("first begins");
        await AnswerAsync(health, 200);
        await WrittenAsync("second begins");
        await _stop.CancelAsync();
        await run;

        Assert.DoesNotContain("second begins", before);
    }

    [Fact]
    public async Task A_program_that_ends_by_itself_is_started_again()
    {
        var run = RunAsync(Script("flaky", $"echo run >> {Journal}; [ $(wc -l < {Journal}) -ge 2 ] || exit 3; trap 'exit 0' TERM; echo steady >> {Journal}; while :; do sleep 0.05; done"));

        await WrittenAsync("steady");
        await _stop.CancelAsync();
        await run;

        Assert.Contains("flaky ended with code 3; it is started again in 0.5 s.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_never_becomes_healthy_ends_the_application_with_what_it_wrote()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => RunAsync(Lasting("other"), Script("broken", "echo no configuration >&2; exit 7") with { HealthChecks = [Never] }));

        Assert.Contains("broken ended with code 7 3 times before it was healthy", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken | no configuration", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["other begins", "other ends"], await File.ReadAllLinesAsync(Journal, Sample.Cancelled));
    }

    [Fact]
    public async Task A_program_that_was_killed_is_told_with_its_signal()
    {
        var run = RunAsync(Script("victim", $"echo $$ >> {Journal}; [ $(wc -l < {Journal}) -ge 2 ] && echo again >> {Journal}; trap 'exit 0' TERM; while :; do sleep 0.05; done"));

        var id = (await WrittenAsync(null))[0];
        using (var kill = Process.Start("kill", ["-9", id]))
        {
            await kill.WaitForExitAsync(Sample.Cancelled);
        }

        await WrittenAsync("again");
        await _stop.CancelAsync();
        await run;

        Assert.Contains("victim was ended by signal 9; it is started again", _error.ToString(), StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(HttpListener health, int status)
    {
        var context = await health.GetContextAsync().WaitAsync(Sample.Cancelled);
        context.Response.StatusCode = status;
        context.Response.Close();
    }

    private Service Script(string name, string script) => new() { Name = name, Program = Shell, Arguments = ["-c", script], Folder = _folder };

    private Service Lasting(string name) =>
        Script(name, $"trap 'echo {name} ends >> {Journal}; exit 0' TERM; echo {name} begins >> {Journal}; while :; do sleep 0.05; done");

    private Task RunAsync(params Service[] services)
    {
        var output = new HostOutput(_output, _error, false, false, services.Select(service => service.Name));
        return new ApplicationRunner(services, new(new ProcessLauncher(), _probe, output, TimeProvider.System)).RunAsync(_stop.Token, CancellationToken.None);
    }

    // A whole line of it; null: any.
    private async Task<string[]> WrittenAsync(string? line)
    {
        while (true)
        {
            var lines = File.Exists(Journal) ? await File.ReadAllLinesAsync(Journal, Sample.Cancelled) : [];
            if (line is null ? lines.Length > 0 : lines.Contains(line))
            {
                return lines;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Sample.Cancelled);
        }
    }
}
