using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>Aliases of state machines.</summary>
internal sealed class Aliases(StateMachines machines, TimeProvider time)
{
    public Task<JsonObject> CreateAsync(Request request)
    {
        var name = request.Name();
        var routes = Routes(request)!;
        var description = request.Text("description", 0, 256);
        var machineArn = Arns.ReadStateMachine(routes[0].VersionArn).Machine;
        return machines.ChangeAsync(machineArn, machine =>
        {
            CheckVersions(machine, routes);
            var now = time.GetUtcNow();
            if (machine.Aliases.FirstOrDefault(alias => alias.Name == name) is { } existing)
            {
                return existing.Routes.SequenceEqual(routes) && existing.Description == description
                    ? (machine, Created(machine, existing))
                    : throw new ServiceException("ConflictException", $"Failed to create alias because an alias with the same name and a different routing configuration already exists.");
            }

            var alias = new AliasRecord(name, description, routes, now, now);
            return (machine with { Aliases = [.. machine.Aliases, alias] }, Created(machine, alias));
        });
    }

    public Task<JsonObject> UpdateAsync(Request request)
    {
        var (arn, reference) = Alias(request);
        var routes = Routes(request, isRequired: false);
        if (routes is null && !request.Has("description"))
        {
            throw ServiceException.Validation("Either the description or the routing configuration must be specified");
        }

        return machines.ChangeAsync(reference.Machine, machine =>
        {
            var alias = Find(machine, reference, arn);
            if (routes is not null)
            {
                CheckVersions(machine, routes);
            }

            var now = time.GetUtcNow();
            var changed = alias with { Routes = routes ?? alias.Routes, Description = request.Text("description", 0, 256) ?? alias.Description, UpdateDate = now };
            return (machine with { Aliases = [.. machine.Aliases.Select(one => one.Name == alias.Name ? changed : one)] }, new Answer().With("updateDate", now).Build());
        });
    }

    public JsonObject Describe(Request request)
    {
        var (arn, reference) = Alias(request);
        var machine = machines.Get(reference.Machine) ?? throw ServiceException.NoResource(arn);
        var alias = Find(machine, reference, arn);
        return new Answer()
            .With("stateMachineAliasArn", arn)
            .With("name", alias.Name)
            .With("description", alias.Description)
            .With("routingConfiguration", new JsonArray([.. alias.Routes.Select(route => JsonObject.Empty.With("stateMachineVersionArn", route.VersionArn).With("weight", route.Weight))]))
            .With("creationDate", alias.CreationDate)
            .With("updateDate", alias.UpdateDate)
            .Build();
    }

    public async Task<JsonObject> DeleteAsync(Request request)
    {
        var (arn, reference) = Alias(request);
        if (machines.Get(reference.Machine) is null)
        {
            throw ServiceException.NoResource(arn);
        }

        return await machines.ChangeAsync(reference.Machine, machine =>
        {
            var alias = Find(machine, reference, arn);
            return (machine with { Aliases = [.. machine.Aliases.Where(one => one.Name != alias.Name)] }, JsonObject.Empty);
        });
    }

    public JsonObject List(Request request)
    {
        var arn = request.Arn("stateMachineArn");
        var reference = Arns.ReadStateMachine(arn);
        var machine = machines.Get(reference.Machine) ?? throw ServiceException.NoStateMachine(arn);
        var aliases = machine.Aliases.Where(alias => reference.Qualifier is null || alias.Routes.Any(route => route.VersionArn == arn)).ToList();
        return request.Page().Of(aliases, "stateMachineAliases", alias => Created(machine, alias));
    }

    private static JsonObject Created(StateMachineRecord machine, AliasRecord alias) =>
        new Answer().With("stateMachineAliasArn", $"{machine.Arn}:{alias.Name}").With("creationDate", alias.CreationDate).Build();

    private static (string Arn, Arns.Reference Reference) Alias(Request request)
    {
        var arn = request.Arn("stateMachineAliasArn");
        var reference = Arns.ReadStateMachine(arn);
        return reference is { Qualifier: not null, Version: null } ? (arn, reference) : throw ServiceException.InvalidArn($"Resource type not valid in this context: {arn}");
    }

    private static AliasRecord Find(StateMachineRecord machine, Arns.Reference reference, string arn) =>
        machine.Aliases.FirstOrDefault(alias => alias.Name == reference.Qualifier) ?? throw ServiceException.NoResource(arn);

    private static List<Route>? Routes(Request request, bool isRequired = true)
    {
        if (request.Objects("routingConfiguration") is not { } given)
        {
            return isRequired ? throw ServiceException.Validation("1 validation error detected: Value null at 'routingConfiguration' failed to satisfy constraint: Member must not be null") : null;
        }

        var routes = given.Select(one => new Route(one.Required("stateMachineVersionArn"), (int)(one.Whole("weight", 0, 100) ?? 0))).ToList();
        if (routes.Count is < 1 or > 2)
        {
            throw Request.Constraint($"[{string.Join(", ", routes)}]", "routingConfiguration", routes.Count < 1 ? "Member must have length greater than or equal to 1" : "Member must have length less than or equal to 2");
        }

        if (routes.Exists(route => Arns.ReadStateMachine(route.VersionArn).Version is null))
        {
            throw ServiceException.Validation($"Routing configuration must contain state machine version ARNs. Received: [{string.Join(", ", routes.Select(route => route.VersionArn))}]");
        }

        if (routes.Count == 2 && routes[0].VersionArn == routes[1].VersionArn)
        {
            throw ServiceException.Validation($"Routing configuration must contain distinct state machine version ARNs. Received: [{string.Join(", ", routes.Select(route => route.VersionArn))}]");
        }

        if (routes.Select(route => Arns.ReadStateMachine(route.VersionArn).Machine).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw ServiceException.Validation("Routing configuration must contain versions of one state machine.");
        }

        return routes.Sum(route => route.Weight) == 100
            ? routes
            : throw ServiceException.Validation($"Sum of routing configuration weights must equal 100. Received: [{string.Join(", ", routes.Select(route => route.Weight))}]");
    }

    private static void CheckVersions(StateMachineRecord machine, List<Route> routes)
    {
        if (routes.Find(route => machine.Versions.All(version => machine.VersionArn(version.Number) != route.VersionArn)) is { } missing)
        {
            throw ServiceException.NoResource(missing.VersionArn);
        }
    }
}
