namespace Ensemble.Dashboard;

/// <summary>Where the dashboard listens, and what it shows.</summary>
internal sealed record DashboardSettings
{
    /// <summary>Where it listens.</summary>
    public required string Urls { get; init; }

    /// <summary>The folder with the store of experiments.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the background runner is.</summary>
    public required Uri Runner { get; init; }

    /// <summary>Where the Lambda emulator is; null: functions run on AWS, whose console shows them.</summary>
    public Uri? Lambda { get; init; }

    /// <summary>Where the Step Functions emulator is; null: executions run on AWS.</summary>
    public Uri? StepFunctions { get; init; }

    /// <summary>What a browser must know; null: it listens to this machine alone.</summary>
    public string? Token { get; init; }
}
