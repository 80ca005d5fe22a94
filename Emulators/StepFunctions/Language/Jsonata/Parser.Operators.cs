using System.Text;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>What stands after an expression: operators, predicates, order-by, arguments.</summary>
internal sealed partial class Parser
{
    private Node After(Token token, Node left)
    {
        switch (token.Text)
        {
            case "(":
                return Call(token, left);
            case "[":
                return Filter(token, left);
            case "{":
                return new(NodeType.Group, token.Position) { Left = left, Pairs = Pairs() };
            case "^":
                return OrderBy(token, left);
            case ":=":
                return left.Type == NodeType.Variable
                    ? new(NodeType.Bind, token.Position) { Left = left, Right = Expression(Powers[":="] - 1) }
                    : throw new JsonataException("S0212", left.Position, left.Symbol);
            case "@" or "#":
                var name = Expression(Powers[token.Text]);
                return name.Type == NodeType.Variable
                    ? new(token.Text == "@" ? NodeType.Focus : NodeType.Index, token.Position) { Left = left, Token = name.Token }
                    : throw new JsonataException("S0214", name.Position, token.Text);
            case "?":
                var condition = new Node(NodeType.Condition, token.Position) { Left = left, Right = Expression(0) };
                if (_token.Is(":"))
                {
                    Advance(":");
                    condition.Third = Expression(0);
                }

                return condition;
            case "?:" or "??":
                return new(NodeType.Condition, token.Position) { Token = token.Text, Left = left, Third = Expression(0) };
            case var symbol when Infix.Contains(symbol):
                return new(NodeType.Binary, token.Position) { Token = symbol, Left = left, Right = Expression(Powers[symbol]) };
            default:
                throw new JsonataException("S0204", token.Position, token.Text);
        }
    }

    private Node Filter(Token token, Node left)
    {
        if (_token.Is("]"))
        {
            // An empty predicate keeps the array that it follows.
            var step = left;
            while (step.Type == NodeType.Predicate)
            {
                step = step.Left!;
            }

            step.KeepsArray = true;
            Advance("]");
            return left;
        }

        var node = new Node(NodeType.Predicate, token.Position) { Left = left, Right = Expression(0) };
        Advance("]", operatorExpected: true);
        return node;
    }

    private Node OrderBy(Token token, Node left)
    {
        Advance("(");
        var node = new Node(NodeType.OrderBy, token.Position) { Left = left };
        while (true)
        {
            var descending = _token.Is(">");
            if (descending || _token.Is("<"))
            {
                Advance();
            }

            node.Terms.Add((descending, Expression(0)));
            if (!_token.Is(","))
            {
                break;
            }

            Advance(",");
        }

        Advance(")");
        return node;
    }

    private Node Call(Token token, Node left)
    {
        var node = new Node(NodeType.Call, token.Position) { Left = left };
        if (!_token.Is(")"))
        {
            while (true)
            {
                if (_token.Is("?"))
                {
                    node.Type = NodeType.Partial;
                    node.Items.Add(new(NodeType.Placeholder, _token.Position));
                    Advance("?");
                }
                else
                {
                    node.Items.Add(Expression(0));
                }

                if (!_token.Is(","))
                {
                    break;
                }

                Advance(",");
            }
        }

        Advance(")", operatorExpected: true);
        return left is { Type: NodeType.Name, Token: "function" or "λ" } ? Lambda(node) : node;
    }

    private Node Lambda(Node node)
    {
        foreach (var (i, parameter) in node.Items.Index())
        {
            if (parameter.Type != NodeType.Variable)
            {
                throw new JsonataException("S0208", parameter.Position, parameter.Symbol, i + 1);
            }
        }

        node.Type = NodeType.Lambda;
        node.Left = null;
        if (_token.Is("<"))
        {
            var position = _token.Position;
            var depth = 1;
            var signature = new StringBuilder("<");
            while (depth > 0 && !_token.Is("{") && _token.Type != TokenType.End)
            {
                Advance();
                depth += _token.Is(">") ? -1 : _token.Is("<") ? 1 : 0;
                signature.Append(_token.Text);
            }

            Advance(">");
            node.Signature = Signature.Parse(signature.ToString(), position);
        }

        Advance("{");
        node.Right = Expression(0);
        Advance("}");
        return node;
    }
}
