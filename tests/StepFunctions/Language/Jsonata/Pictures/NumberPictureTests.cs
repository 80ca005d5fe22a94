using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Pictures;

public sealed class NumberPictureTests
{
    [Theory]
    [InlineData(12345.6, "#,###.00", "12,345.60")]
    [InlineData(12345678.9, "9,999.99", "12,345,678.90")]
    [InlineData(123.9, "9999", "0124")]
    [InlineData(0, "#", "0")]
    [InlineData(0, "#.#", ".0")]
    [InlineData(0.5, "0", "0")]
    [InlineData(1.5, "0", "2")]
    [InlineData(2.5, "0", "2")]
    [InlineData(1.005, "0.00", "1.00")]
    [InlineData(1.015, "0.00", "1.02")]
    [InlineData(2, "000.000", "002.000")]
    [InlineData(2.14, "x: 0.0## y", "x: 2.14 y")]
    [InlineData(1e21, "0", "1000000000000000000000")]
    public void Digits_are_rounded_and_padded_as_shown(double value, string picture, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, null));

    [Theory]
    [InlineData(1e20, "#,######", "100,000000,000000,000000")]
    [InlineData(12345678, "#,##,###", "123,45,678")]
    [InlineData(12, "#,##,###", "12")]
    [InlineData(1.2345678, "0.00,00,00", "1.23,45,68")]
    [InlineData(1.2, "0.##,##", "1.2")]
    public void Groups_are_separated_where_there_are_digits_on_both_sides(double value, string picture, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, null));

    [Theory]
    [InlineData(-6, "000", "-006")]
    [InlineData(-6, "0;(0)", "(6)")]
    [InlineData(6, "0;(0)", "6")]
    [InlineData(-1234.5, "#,##0.00;#,##0.00-", "1,234.50-")]
    [InlineData(-0.14, "01%", "-14%")]
    public void Negative_numbers_have_a_minus_or_a_picture_of_their_own(double value, string picture, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, null));

    [Theory]
    [InlineData(0.14, "01%", "14%")]
    [InlineData(0.4857, "###.###\u2030", "485.7\u2030")]
    [InlineData(0.5, "%0", "%50")]
    public void Percent_and_per_mille_scale_the_number(double value, string picture, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, null));

    [Theory]
    [InlineData(1234.5678, "00.000e0", "12.346e2")]
    [InlineData(1234.5678, "00.000e000", "12.346e002")]
    [InlineData(0.234, "0.0e0", "2.3e-1")]
    [InlineData(0.234, "#.00e0", "0.23e0")]
    [InlineData(0.234, ".00e0", ".23e0")]
    [InlineData(0, "0e0", "0e0")]
    [InlineData(-42, "0e0", "-4e1")]
    [InlineData(42, "0.0e0 m", "4.2e1 m")]
    [InlineData(42, "x 0.0e0", "x 4.2e1")]
    public void An_exponent_scales_the_mantissa_to_its_mandatory_digits(double value, string picture, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, null));

    [Theory]
    [InlineData(0.14, "###pm", """{"per-mille":"pm"}""", "140pm")]
    [InlineData(1234.5, "#.##0,00", """{"decimal-separator":",","grouping-separator":"."}""", "1.234,50")]
    [InlineData(2, "AAA.AAA", """{"zero-digit":"A"}""", "AAC.AAA")]
    [InlineData(0.1, "AeAAA", """{"zero-digit":"A"}""", "Be-AAB")]
    [InlineData(1234.5678, "\u2460\u2460.\u2460\u2460\u2460e\u2460", """{"zero-digit":"\u245f"}""", "\u2460\u2461.\u2462\u2463\u2465e\u2461")]
    [InlineData(-1234, "_,__0", """{"digit":"_","minus-sign":"~"}""", "~1,234")]
    [InlineData(-1, "0|-0-", """{"pattern-separator":"|"}""", "-1-")]
    [InlineData(50, "0x0", """{"exponent-separator":"x"}""", "5x1")]
    public void Options_replace_the_symbols(double value, string picture, string options, string text) =>
        Assert.Equal(text, NumberPicture.Format(value, picture, (JsonObject)JsonValue.Parse(options)));

    [Theory]
    [InlineData("#;#;#", "D3080")]
    [InlineData("#.0.0", "D3081")]
    [InlineData("#0%%", "D3082")]
    [InlineData("#0\u2030\u2030", "D3083")]
    [InlineData("#0%\u2030", "D3084")]
    [InlineData(".e0", "D3085")]
    [InlineData("", "D3085")]
    [InlineData("0+.e0", "D3086")]
    [InlineData("%%", "D3086")]
    [InlineData("0,.e0", "D3087")]
    [InlineData("0.,0", "D3087")]
    [InlineData("0,", "D3088")]
    [InlineData("0,,0", "D3089")]
    [InlineData("0#.e0", "D3090")]
    [InlineData("#0.#0e0", "D3091")]
    [InlineData("#0.0e0%", "D3092")]
    [InlineData("#0.0e0,0", "D3093")]
    public void A_picture_that_breaks_a_rule_is_an_error_of_that_rule(string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => NumberPicture.Format(20, picture, null)).Code);
}
