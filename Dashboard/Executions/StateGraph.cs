using System.Text.Json;
using Ensemble.Dashboard.Formatting;

namespace Ensemble.Dashboard.Executions;

/// <summary>A state machine as a drawing: boxes from top to bottom, the branches of a state side by side inside it.</summary>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Nodes">The states; one that contains others comes before them.</param>
/// <param name="Edges">SVG paths from a state to one that may follow it.</param>
public sealed record StateGraph(double Width, double Height, IReadOnlyList<StateNode> Nodes, IReadOnlyList<string> Edges)
{
    private const double BoxWidth = 176;
    private const double BoxHeight = 46;
    private const double GapX = 24;
    private const double GapY = 34;
    private const double Padding = 18;
    private const double Heading = 26;

    /// <summary>The drawing of a definition; null: it is none.</summary>
    public static StateGraph? Of(string definition)
    {
        try
        {
            using var document = JsonDocument.Parse(definition);
            var scope = Scope.Of(document.RootElement);
            var (nodes, edges) = (new List<StateNode>(), new List<string>());
            scope.Place(Padding, Padding, nodes, edges);
            return new(scope.Width + (2 * Padding), scope.Height + (2 * Padding), nodes, edges);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    // A StartAt with its States: the whole, a branch, or what is done with each item.
    private sealed record Scope(IReadOnlyList<IReadOnlyList<Box>> Rows, IReadOnlyList<(string From, string To)> Arrows)
    {
        public double Width => Rows.Max(row => row.Sum(box => box.Width) + (GapX * (row.Count - 1)));

        public double Height => Rows.Sum(row => row.Max(box => box.Height)) + (GapY * (Rows.Count - 1));

        public static Scope Of(JsonElement json)
        {
            var states = json.GetProperty("States").EnumerateObject().ToDictionary(state => state.Name, state => state.Value);
            var ranks = Ranks(json.GetProperty("StartAt").GetString()!, states);
            var rows = states.GroupBy(state => ranks.GetValueOrDefault(state.Key)).OrderBy(row => row.Key)
                .Select(row => (IReadOnlyList<Box>)[.. row.Select(state => Box.Of(state.Key, state.Value))]).ToList();
            return new(rows, [.. states.SelectMany(state => Next(state.Value).Where(states.ContainsKey).Distinct().Select(next => (state.Key, next)))]);
        }

        public void Place(double x, double y, List<StateNode> nodes, List<string> edges)
        {
            var places = new Dictionary<string, StateNode>(StringComparer.Ordinal);
            foreach (var row in Rows)
            {
                var at = x + ((Width - row.Sum(box => box.Width) - (GapX * (row.Count - 1))) / 2);
                foreach (var box in row)
                {
                    places[box.Name] = new(box.Name, box.Type, at, y, box.Width, box.Height, box.Scopes.Count > 0);
                    nodes.Add(places[box.Name]);
                    var inside = at + Padding;
                    foreach (var scope in box.Scopes)
                    {
                        scope.Place(inside, y + Heading + Padding, nodes, edges);
                        inside += scope.Width + GapX;
                    }

                    at += box.Width + GapX;
                }

                y += row.Max(box => box.Height) + GapY;
            }

            edges.AddRange(Arrows.Select(arrow => Path(places[arrow.From], places[arrow.To])));
        }

        private static string Path(StateNode from, StateNode to)
        {
            var (x1, y1, x2, y2) = (from.X + (from.Width / 2), from.Y + from.Height, to.X + (to.Width / 2), to.Y);
            if (y2 > y1)
            {
                var middle = (y1 + y2) / 2;
                return Show.Invariant($"M{x1},{y1} C{x1},{middle} {x2},{middle} {x2},{y2 - 5}");
            }

            // Back to an earlier state, around the side.
            var side = Math.Max(from.X + from.Width, to.X + to.Width) + (GapX / 2);
            return Show.Invariant($"M{from.X + from.Width},{from.Y + (from.Height / 2)} C{side},{from.Y + (from.Height / 2)} {side},{to.Y + (to.Height / 2)} {to.X + to.Width + 5},{to.Y + (to.Height / 2)}");
        }

        // A state stands below all that lead to it, loops left out.
        private static Dictionary<string, int> Ranks(string start, Dictionary<string, JsonElement> states)
        {
            var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
            var path = new HashSet<string>(StringComparer.Ordinal);
            Visit(start, 0);
            return ranks;

            void Visit(string name, int rank)
            {
                if (!states.TryGetValue(name, out var state) || (ranks.TryGetValue(name, out var known) && known >= rank) || !path.Add(name))
                {
                    return;
                }

                ranks[name] = rank;
                foreach (var next in Next(state))
                {
                    Visit(next, rank + 1);
                }

                path.Remove(name);
            }
        }

        private static IEnumerable<string> Next(JsonElement state)
        {
            foreach (var name in new[] { "Next", "Default" })
            {
                if (state.TryGetProperty(name, out var next))
                {
                    yield return next.GetString()!;
                }
            }

            foreach (var list in new[] { "Choices", "Catch" })
            {
                foreach (var one in state.TryGetProperty(list, out var all) ? all.EnumerateArray() : default)
                {
                    if (one.TryGetProperty("Next", out var next))
                    {
                        yield return next.GetString()!;
                    }
                }
            }
        }
    }

    private sealed record Box(string Name, string Type, IReadOnlyList<Scope> Scopes)
    {
        public double Width => Scopes.Count == 0 ? BoxWidth : Math.Max(BoxWidth, Scopes.Sum(scope => scope.Width) + (GapX * (Scopes.Count - 1)) + (2 * Padding));

        public double Height => Scopes.Count == 0 ? BoxHeight : Scopes.Max(scope => scope.Height) + Heading + (2 * Padding);

        public static Box Of(string name, JsonElement state)
        {
            var scopes = state.TryGetProperty("Branches", out var branches) ? branches.EnumerateArray().Select(Scope.Of).ToList()
                : state.TryGetProperty("ItemProcessor", out var processor) || state.TryGetProperty("Iterator", out processor) ? [Scope.Of(processor)] : [];
            return new(name, state.GetProperty(nameof(Type)).GetString()!, scopes);
        }
    }
}

/// <summary>A state in a drawing; pixels.</summary>
public sealed record StateNode(string Name, string Type, double X, double Y, double Width, double Height, bool IsGroup);
