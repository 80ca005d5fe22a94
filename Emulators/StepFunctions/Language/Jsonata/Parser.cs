using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Reads an expression by operator precedence (Pratt), as the reference implementation does.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 250;
    private const int MaxChain = 2000;

    private static readonly Dictionary<string, int> Powers = new(StringComparer.Ordinal)
    {
        ["."] = 75, ["["] = 80, ["{"] = 70, ["("] = 80, ["@"] = 80, ["#"] = 80, ["?"] = 20, ["+"] = 50, ["-"] = 50, ["*"] = 60, ["/"] = 60, ["%"] = 60,
        ["="] = 40, ["<"] = 40, [">"] = 40, ["^"] = 40, [":="] = 10, ["!="] = 40, ["<="] = 40, [">="] = 40, ["~>"] = 40,
        ["?:"] = 40, ["??"] = 40, ["and"] = 30, ["or"] = 25, ["in"] = 40, ["&"] = 50,
    };

    private static readonly HashSet<string> Infix = new(StringComparer.Ordinal)
    {
        "+", "-", "*", "/", "%", "=", "<", ">", "!=", "<=", ">=", "and", "or", "in", "&", ".", "~>",
    };

    private readonly Tokenizer _tokens;
    private Token _token;
    private int _depth;

    private Parser(string text)
    {
        _tokens = new(text);
        Advance();
    }

    /// <summary>Reads a whole expression.</summary>
    public static Node Parse(string text)
    {
        var parser = new Parser(text);
        var node = parser.Expression(0);
        return parser._token.Type == TokenType.End ? node : throw new JsonataException("S0201", parser._token.Position, parser._token.Text);
    }

    private void Advance(string? expected = null, bool operatorExpected = false)
    {
        if (expected is not null && !_token.Is(expected))
        {
            throw new JsonataException(_token.Type == TokenType.End ? "S0203" : "S0202", _token.Position, _token.Text, expected);
        }

        _token = _tokens.Next(operatorExpected);
        if (_token.Is("!") || _token.Is("~"))
        {
            throw new JsonataException("S0204", _token.Position, _token.Text);
        }
    }

    private Node Expression(int power)
    {
        if (++_depth > MaxDepth)
        {
            throw new JsonataException("U1001", _token.Position);
        }

        var token = _token;
        Advance(null, operatorExpected: true);
        var left = Prefix(token);
        for (var length = 0; power < Power(_token); length++)
        {
            if (length == MaxChain)
            {
                throw new JsonataException("U1001", _token.Position);
            }

            token = _token;
            Advance();
            left = After(token, left);
        }

        _depth--;
        return left;
    }

    private static int Power(Token token) => token.Type == TokenType.Operator ? Powers.GetValueOrDefault(token.Text) : 0;

    private Node Prefix(Token token)
    {
        switch (token.Type)
        {
            case TokenType.End:
                return new(NodeType.End, token.Position);
            case TokenType.Name:
                return new(NodeType.Name, token.Position) { Token = token.Text };
            case TokenType.Variable:
                return new(NodeType.Variable, token.Position) { Token = token.Text };
            case TokenType.Text:
                return new(NodeType.Text, token.Position) { Token = token.Text, Value = token.Text };
            case TokenType.Number:
                return new(NodeType.Number, token.Position) { Value = token.Number };
            case TokenType.Value:
                return new(NodeType.Literal, token.Position) { Token = token.Text, Value = token.Text == "null" ? JsonNull.Instance : token.Text == "true" };
            case TokenType.Regex:
                return new(NodeType.Regex, token.Position) { Token = token.Text, Pattern = token.Pattern };
        }

        switch (token.Text)
        {
            case "*":
                return new(NodeType.Wildcard, token.Position);
            case "**":
                return new(NodeType.Descendant, token.Position);
            case "%":
                return new(NodeType.Parent, token.Position);
            case "-":
                return new(NodeType.Negate, token.Position) { Left = Expression(70) };
            case "and" or "or" or "in":
                return new(NodeType.Name, token.Position) { Token = token.Text };
            case "(":
                return Block(token);
            case "[":
                return Array(token);
            case "{":
                return new(NodeType.ObjectConstructor, token.Position) { Pairs = Pairs() };
            case "|":
                return Transform(token);
            default:
                throw new JsonataException("S0211", token.Position, token.Text);
        }
    }

    private Node Block(Token token)
    {
        var node = new Node(NodeType.Block, token.Position);
        while (!_token.Is(")"))
        {
            node.Items.Add(Expression(0));
            if (!_token.Is(";"))
            {
                break;
            }

            Advance(";");
        }

        Advance(")", operatorExpected: true);
        return node;
    }

    private Node Array(Token token)
    {
        var node = new Node(NodeType.ArrayConstructor, token.Position);
        if (!_token.Is("]"))
        {
            while (true)
            {
                var item = Expression(0);
                if (_token.Is(".."))
                {
                    var range = new Node(NodeType.Binary, _token.Position) { Token = "..", Left = item };
                    Advance("..");
                    range.Right = Expression(0);
                    item = range;
                }

                node.Items.Add(item);
                if (!_token.Is(","))
                {
                    break;
                }

                Advance(",");
            }
        }

        Advance("]", operatorExpected: true);
        return node;
    }

    private List<(Node Key, Node Value)> Pairs()
    {
        var pairs = new List<(Node Key, Node Value)>();
        if (!_token.Is("}"))
        {
            while (true)
            {
                var key = Expression(0);
                Advance(":");
                pairs.Add((key, Expression(0)));
                if (!_token.Is(","))
                {
                    break;
                }

                Advance(",");
            }
        }

        Advance("}", operatorExpected: true);
        return pairs;
    }

    private Node Transform(Token token)
    {
        var node = new Node(NodeType.Transform, token.Position) { Left = Expression(0) };
        Advance("|");
        node.Right = Expression(0);
        if (_token.Is(","))
        {
            Advance(",");
            node.Third = Expression(0);
        }

        Advance("|");
        return node;
    }
}
