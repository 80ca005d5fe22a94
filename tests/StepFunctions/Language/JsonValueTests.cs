using CsCheck;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class JsonValueTests
{
    [Theory]
    [InlineData("null", "null")]
    [InlineData(" [ 1 , 2 ] ", "[1,2]")]
    [InlineData("{ \"b\" : 1 , \"a\" : { } }", "{\"b\":1,\"a\":{}}")]
    [InlineData("1.50e+3", "1.50e+3")]
    [InlineData("-0", "-0")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("1e999", "1e999")]
    [InlineData("\"\\u00e4\\/\\u0001\\n\\\"\\\\\"", "\"ä/\\u0001\\n\\\"\\\\\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"😀\"")]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}")]
    public void What_is_read_is_written_compactly_and_numbers_as_they_came(string text, string expected) => Assert.Equal(expected, JsonValue.Parse(text).ToJson());

    [Fact]
    public void What_is_written_reads_back_as_the_same() => Fuzz.Json.Sample(value =>
    {
        var again = JsonValue.Parse(value.ToJson());
        return again.Equals(value) && again.GetHashCode() == value.GetHashCode() && again.ToJson() == value.ToJson();
    });

    [Theory]
    [InlineData("", "No content to map due to end-of-input", 0)]
    [InlineData("  ", "No content to map due to end-of-input", 0)]
    [InlineData("not", "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 0)]
    [InlineData("<a>", "Unexpected character ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 0)]
    [InlineData("{", "Unexpected end-of-input: expected close marker for Object", 1)]
    [InlineData("{\"a\"", "Unexpected end-of-input: expected a colon", 4)]
    [InlineData("{\"a\" 1}", "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 5)]
    [InlineData("{\"a\":1 \"b\"}", "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 7)]
    [InlineData("{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1)]
    [InlineData("{\"a\":1,}", "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 7)]
    [InlineData("[1", "Unexpected end-of-input: expected close marker for Array", 2)]
    [InlineData("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 3)]
    [InlineData("[1,]", "Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 3)]
    [InlineData("\"a", "Unexpected end-of-input: in VALUE_STRING", 2)]
    [InlineData("\"\n\"", "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value", 1)]
    [InlineData("\"\\x\"", "Unrecognized character escape 'x' (code 120)", 2)]
    [InlineData("\"\\u12\"", "expected a hex-digit for character escape sequence", 3)]
    [InlineData("01", "Invalid numeric value: Leading zeroes not allowed", 0)]
    [InlineData("-", "Unexpected end-of-input: in numeric value", 1)]
    [InlineData("-a", "Unexpected character ('a' (code 97)): was expecting digit (0-9) to follow minus sign, for valid numeric value", 1)]
    [InlineData("1.x", "Unexpected character ('x' (code 120)): Decimal point not followed by a digit", 2)]
    [InlineData("1 2", "Unexpected character ('2' (code 50)): Trailing token found: was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 2)]
    [InlineData("NaN", "Unrecognized token 'NaN': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 0)]
    public void What_is_not_JSON_is_refused_in_Jacksons_words(string text, string message, int position)
    {
        var exception = Assert.Throws<JsonSyntaxException>(() => JsonValue.Parse(text));

        Assert.Equal((message, position), (exception.Message, exception.Position));
    }

    [Fact]
    public void Any_text_is_read_or_refused() => Gen.String.Array[0, 6].Select(Fuzz.Json.Array[0, 2], (texts, values) => string.Join('"', texts) + string.Join(',', values.Select(value => value.ToJson()))).Sample(text =>
    {
        try
        {
            Assert.NotNull(JsonValue.Parse(text));
        }
        catch (JsonSyntaxException exception)
        {
            Assert.InRange(exception.Position, 0, text.Length);
        }
    });

    [Theory]
    [InlineData(0, "0")]
    [InlineData(7, "7")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(123.456, "123.456")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(123456789012345680000d, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1.25e21, "-1.25e+21")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.00000123, "0.00000123")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    public void A_computed_number_is_written_as_ECMAScript_does(double value, string expected) => Assert.Equal(expected, new JsonNumber(value).ToJson());

    [Theory]
    [InlineData("1", 1L, true)]
    [InlineData("1.0", 1L, false)]
    [InlineData("1e2", 100L, false)]
    [InlineData("9223372036854775807", long.MaxValue, true)]
    [InlineData("9007199254740993", 9007199254740993L, true)]
    [InlineData("9223372036854775808", null, true)]
    [InlineData("1.5", null, false)]
    [InlineData("1e999", null, false)]
    public void A_number_is_whole_by_its_value_and_written_whole_by_its_text(string text, long? whole, bool isWrittenWhole)
    {
        var number = (JsonNumber)JsonValue.Parse(text);

        Assert.Equal((whole, isWrittenWhole), (number.Whole, number.IsWrittenWhole));
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("{\"a\":1,\"b\":[2]}", "{\"b\":[2],\"a\":1}", true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", false)]
    [InlineData("null", "false", false)]
    [InlineData("\"1\"", "1", false)]
    public void Values_are_the_same_by_what_they_mean(string left, string right, bool same) => Assert.Equal(same, JsonValue.Parse(left).Equals(JsonValue.Parse(right)));

    [Theory]
    [InlineData("b a c", "a b c")]
    [InlineData("Zebra apple Mango", "apple Zebra Mango")]
    [InlineData("Aa BB C", "Aa BB C")]
    [InlineData("a b c d e f g h i j k l m n o p", "a b c d e f g h i j k l m n o p")]
    public void Members_are_in_the_order_of_a_HashMap(string names, string expected) => Assert.Equal(
        expected, string.Join(' ', JavaHashOrder.Sort([.. names.Split(' ').Select(name => KeyValuePair.Create(name, 0))]).Select(member => member.Key)));
}
