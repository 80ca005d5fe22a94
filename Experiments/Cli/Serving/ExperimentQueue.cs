using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Ensemble.Models;
using Ensemble.Runner;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Service;
using Ensemble.Runner.Systems;
using Ensemble.Store;
using Microsoft.Extensions.Hosting;

namespace Ensemble.Cli.Serving;

/// <summary>Runs experiments one after the other: two at once would measure each other.</summary>
/// <param name="store">Where they are.</param>
/// <param name="runner">Carries them out.</param>
/// <param name="firstRun">Whether an empty store is filled with the quick study of the paper.</param>
internal sealed class ExperimentQueue(ExperimentStore store, PaperExperiment runner, bool firstRun) : BackgroundService
{
    /// <summary>The command of what was started from the dashboard.</summary>
    public const string DashboardCommand = "dashboard";

    /// <summary>The command of the experiment that fills an empty store.</summary>
    public const string FirstCommand = "first start";

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    /// <summary>The experiment that runs, then those that wait.</summary>
    public IReadOnlyList<RunnerProgress> Progress => [.. _jobs.Values.OrderByDescending(job => job.Progress is not null).ThenBy(job => job.Id, StringComparer.Ordinal)
        .Select(job => new RunnerProgress(job.Id, job.Progress?.Step, job.Progress?.Share ?? 0, job.Progress?.Left?.TotalSeconds))];

    /// <summary>Takes a new experiment.</summary>
    /// <exception cref="EnsembleException">Its plan cannot be carried out.</exception>
    public async Task<string> AddAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var experiment = await runner.CreateAsync(PlanJson.Read(request.Plan), request.Command, cancellationToken);
        Enqueue(experiment.Id);
        return experiment.Id;
    }

    /// <summary>Goes on with an experiment.</summary>
    /// <exception cref="EnsembleException">There is none, or it cannot go on.</exception>
    public async Task ResumeAsync(string id, CancellationToken cancellationToken)
    {
        var experiment = await FindAsync(id, cancellationToken);
        id = experiment.Id;
        if (experiment.State == ExperimentState.Finished)
        {
            throw new EnsembleException($"Experiment {id} is finished; nothing of it is missing.");
        }

        if (_jobs.ContainsKey(id) || store.IsClaimed(id))
        {
            throw new EnsembleException($"Experiment {id} runs already.");
        }

        await store.UpdateAsync(experiment with { State = ExperimentState.Queued, Ended = null, Error = null }, cancellationToken);
        Enqueue(id);
    }

    /// <summary>Stops an experiment.</summary>
    /// <exception cref="EnsembleException">It does not run here.</exception>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            throw new EnsembleException($"Experiment {id} is not run by this runner; stop the process that runs it.");
        }

        await job.Stop.CancelAsync();
        await job.Ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Deletes an experiment.</summary>
    /// <exception cref="EnsembleException">There is none, or another process runs it.</exception>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        id = (await FindAsync(id, cancellationToken)).Id;
        if (_jobs.ContainsKey(id))
        {
            await CancelAsync(id, cancellationToken);
        }

        using var claim = await store.TryClaimAsync(id, cancellationToken) ?? throw new EnsembleException($"Experiment {id} is being run by another process; stop that one first.");
        await store.DeleteAsync(id, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpAsync(stoppingToken);
        await foreach (var id in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            var job = _jobs[id];
            await RunAsync(job, stoppingToken);
            _jobs.TryRemove(id, out _);
            job.Ended.SetResult();
        }
    }

    // What this runner had in hand when it was ended goes on; what was started on a command line is resumed there.
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var all = await store.ListAsync(cancellationToken);
        foreach (var experiment in all.Reverse().Where(one => one.State is ExperimentState.Queued or ExperimentState.Running && one.Command is DashboardCommand or FirstCommand && !store.IsClaimed(one.Id)))
        {
            Enqueue(experiment.Id);
        }

        if (firstRun && all.Count == 0)
        {
            await AddAsync(new(PlanJson.Write(PaperPlan.Quick), FirstCommand), cancellationToken);
        }
    }

    private void Enqueue(string id)
    {
        if (_jobs.TryAdd(id, new(id)))
        {
            _waiting.Writer.TryWrite(id);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One experiment that fails must not keep the others from running; why it failed is in the store.")]
    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, job.Stop.Token);
        if (await store.FindAsync(job.Id, CancellationToken.None) is not { } experiment)
        {
            return;
        }

        try
        {
            await runner.RunAsync(experiment, job, stop.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !job.Stop.IsCancellationRequested)
        {
            // The runner ends, nobody gave the experiment up: the next start goes on with it.
            if (await store.FindAsync(job.Id, CancellationToken.None) is { } stopped)
            {
                await store.UpdateAsync(stopped with { State = ExperimentState.Queued, Ended = null }, CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or EnsembleException or SystemUnderTestException)
        {
            // The store says so.
        }
        catch (Exception exception)
        {
            await store.UpdateAsync(experiment with { State = ExperimentState.Failed, Error = exception.Message }, CancellationToken.None);
        }
    }

    private async Task<Experiment> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw new EnsembleException($"There is no experiment {id}.");

    private sealed class Job(string id) : IProgress<PaperProgress>
    {
        public string Id => id;

        public PaperProgress? Progress { get; private set; }

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(PaperProgress value) => Progress = value;
    }
}
