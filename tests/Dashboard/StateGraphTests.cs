using CsCheck;
using Ensemble.Dashboard.Executions;

namespace Ensemble.Dashboard.Tests;

/// <summary>State machines as drawings.</summary>
public sealed class StateGraphTests
{
    [Fact]
    public void Branches_stand_side_by_side_inside_their_state_and_what_follows_stands_below()
    {
        var graph = StateGraph.Of("""
            {"StartAt":"P","States":{
              "P":{"Type":"Parallel","Next":"C","Branches":[{"StartAt":"a","States":{"a":{"Type":"Task","End":true}}},{"StartAt":"b","States":{"b":{"Type":"Task","End":true}}}]},
              "C":{"Type":"Task","End":true}}}
            """)!;

        var nodes = graph.Nodes.ToDictionary(node => node.Name);
        Assert.True(nodes["P"].IsGroup);
        Assert.All(["a", "b"], name => Assert.True(Contains(nodes["P"], nodes[name])));
        Assert.True(nodes["a"].X + nodes["a"].Width < nodes["b"].X);
        Assert.Equal(nodes["a"].Y, nodes["b"].Y);
        Assert.True(nodes["C"].Y > nodes["P"].Y + nodes["P"].Height);
        Assert.Single(graph.Edges);
    }

    [Fact]
    public void A_loop_goes_back_around_the_side()
    {
        var graph = StateGraph.Of("""{"StartAt":"a","States":{"a":{"Type":"Pass","Next":"b"},"b":{"Type":"Choice","Choices":[{"Next":"a"}],"Default":"c"},"c":{"Type":"Succeed"}}}""")!;

        Assert.Equal(["a", "b", "c"], graph.Nodes.OrderBy(node => node.Y).Select(node => node.Name));
        Assert.Equal(3, graph.Edges.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"StartAt":1,"States":{}}""")]
    [InlineData("""{"StartAt":"a","States":{"a":{}}}""")]
    public void What_is_no_definition_is_not_drawn(string text) => Assert.Null(StateGraph.Of(text));

    [Fact]
    public void No_two_states_of_a_scope_overlap_and_all_are_within_the_drawing() =>
        Gen.Int[1, 9].SelectMany(count => Gen.Int[0, count - 1].Array[0, 3].Array[count]).Sample(next =>
        {
            var states = next.Select((targets, i) => $$"""
                "s{{i}}":{"Type":"Choice","Choices":[{{string.Join(',', targets.Select(to => $"{{\"Next\":\"s{to}\"}}"))}}]}
                """);
            var graph = StateGraph.Of($"{{\"StartAt\":\"s0\",\"States\":{{{string.Join(',', states)}}}}}")!;

            Assert.Equal(next.Length, graph.Nodes.Count);
            foreach (var (i, one) in graph.Nodes.Index())
            {
                Assert.True(one.X >= 0 && one.Y >= 0 && one.X + one.Width <= graph.Width && one.Y + one.Height <= graph.Height);
                Assert.DoesNotContain(graph.Nodes.Skip(i + 1), other => one.X < other.X + other.Width && other.X < one.X + one.Width && one.Y < other.Y + other.Height && other.Y < one.Y + one.Height);
            }
        });

    private static bool Contains(StateNode outer, StateNode inner) =>
        inner.X > outer.X && inner.Y > outer.Y && inner.X + inner.Width < outer.X + outer.Width && inner.Y + inner.Height < outer.Y + outer.Height;
}
