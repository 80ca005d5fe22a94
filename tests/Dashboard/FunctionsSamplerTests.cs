using Ensemble.Dashboard.Emulators;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Dashboard.Tests;

/// <summary>What is remembered of environments.</summary>
public sealed class FunctionsSamplerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FunctionsSampler _sampler;

    public FunctionsSamplerTests() => _sampler = new(new(null), _time);

    public void Dispose() => _sampler.Dispose();

    [Fact]
    public void Environments_are_counted_by_what_they_do()
    {
        _sampler.Add([Environment("a", "busy"), Environment("b", "finishing"), Environment("c", "idle"), Environment("d", "starting"), Environment("e", "resetting")], 7);

        Assert.Equal([new(_time.GetUtcNow(), Busy: 2, Idle: 1, Starting: 2, Throttles: 7)], _sampler.Samples);
    }

    [Fact]
    public void An_environment_that_has_gone_is_known_as_reaped_for_a_minute()
    {
        _sampler.Add([Environment("a", "idle"), Environment("b", "busy")], 0);
        Assert.Empty(_sampler.Reaped);

        _time.Advance(TimeSpan.FromSeconds(1));
        _sampler.Add([Environment("b", "idle")], 0);
        Assert.Equal([Environment("a", "reaped")], _sampler.Reaped);

        _time.Advance(TimeSpan.FromSeconds(59));
        _sampler.Add([Environment("b", "idle")], 0);
        Assert.Single(_sampler.Reaped);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_sampler.Reaped);
    }

    [Fact]
    public void The_last_five_minutes_are_remembered()
    {
        for (var i = 0; i < 400; i++)
        {
            _sampler.Add([], i);
        }

        Assert.Equal((300, 100, 399), (_sampler.Samples.Count, _sampler.Samples[0].Throttles, _sampler.Samples[^1].Throttles));
    }

    private static EnvironmentView Environment(string id, string state) => new(id, "f", state, 1, false, false, 885, DateTimeOffset.UnixEpoch, null, 1);
}
