using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Language;

/// <summary>The expressions of a state, without those of the states inside of it.</summary>
internal static class StateExpressions
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Expression> Of(State state)
    {
        IEnumerable<Expression> own = [.. Of(state.Assign), .. Of(state.Output), .. Of(state.InputPath), .. Of(state.OutputPath)];
        return state switch
        {
            TaskState task => [.. own, .. Work(task), .. Of(task.TimeoutSeconds), .. Of(task.HeartbeatSeconds), .. Of(task.Credentials)],
            MapState map =>
            [
                .. own, .. Work(map), .. Of(map.ItemsPath), .. Of(map.Items), .. Of(map.ItemSelector), .. Of(map.MaxConcurrency), .. Of(map.ToleratedFailureCount),
                .. Of(map.ToleratedFailurePercentage), .. Of(map.ItemReader?.Parameters), .. Of(map.ItemBatcher?.BatchInput), .. Of(map.ResultWriter?.Parameters),
            ],
            WorkState work => [.. own, .. Work(work)],
            ChoiceState choice => [.. own, .. choice.Choices.SelectMany(one => (IEnumerable<Expression>)[.. one.Rule.Expressions, .. Of(one.Assign), .. Of(one.Output)])],
            WaitState wait => [.. own, .. Of(wait.Seconds), .. Of(wait.Timestamp)],
            FailState fail => [.. own, .. Of(fail.Error), .. Of(fail.Cause)],
            _ => own,
        };
    }

    private static IEnumerable<Expression> Work(WorkState state) =>
        [.. Of(state.Parameters), .. Of(state.ResultSelector), .. state.Catch.SelectMany(one => (IEnumerable<Expression>)[.. Of(one.Assign), .. Of(one.Output)])];

    private static IEnumerable<Expression> Of(Template? template) => template?.Expressions ?? [];

    private static IEnumerable<Expression> Of(PathField? field) => field?.Path is { } path ? [new PathExpression(path)] : [];

    private static IEnumerable<Expression> Of(TextField? field) => field?.Expression is { } expression ? [expression] : [];

    private static IEnumerable<Expression> Of(NumberField? field) => field?.Expression is { } expression ? [expression] : Of(field?.Path);
}
