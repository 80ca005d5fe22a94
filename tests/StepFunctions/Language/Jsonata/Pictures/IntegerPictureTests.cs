using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Pictures;

public sealed class IntegerPictureTests
{
    [Theory]
    [InlineData(123, "0", "123")]
    [InlineData(123, "00000", "00123")]
    [InlineData(123, "###0", "123")]
    [InlineData(0, "#0", "0")]
    [InlineData(-12, "000", "-012")]
    [InlineData(12.9, "0", "12")]
    [InlineData(-12.1, "0", "-13")]
    [InlineData(1e20, "0", "100000000000000000000")]
    [InlineData(1e21, "0", "1000000000000000000000")]
    public void Digits_are_padded_to_the_mandatory_ones(double value, string picture, string text) =>
        Assert.Equal(text, IntegerPicture.Format(value, picture));

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(2, "2nd")]
    [InlineData(3, "3rd")]
    [InlineData(4, "4th")]
    [InlineData(11, "11th")]
    [InlineData(12, "12th")]
    [InlineData(13, "13th")]
    [InlineData(21, "21st")]
    [InlineData(111, "111th")]
    [InlineData(1002, "1002nd")]
    public void Ordinals_have_the_English_suffix(double value, string text)
    {
        Assert.Equal(text, IntegerPicture.Format(value, "0;o"));
        Assert.Equal(value, IntegerPicture.Parse(text, "0;o"));
    }

    [Theory]
    [InlineData(1234567, "#,##0", "1,234,567")]
    [InlineData(1234567, "#,###,##0", "1,234,567")]
    [InlineData(1234567, "#.##0", "1.234.567")]
    [InlineData(12, "#,##0", "12")]
    [InlineData(12, "0,000", "0,012")]
    [InlineData(1234567890, "#:###,##0", "1234:567,890")]
    [InlineData(1234567890, "##,##,##0", "12345,67,890")]
    [InlineData(12, "#:###,##0", "12")]
    [InlineData(1234, "#:###,##0", "1,234")]
    public void Groups_go_on_where_they_are_regular_and_stop_where_not(double value, string picture, string text)
    {
        Assert.Equal(text, IntegerPicture.Format(value, picture));
        Assert.Equal(value, IntegerPicture.Parse(text, picture));
    }

    [Theory]
    [InlineData(1234, "\u0660", "\u0661\u0662\u0663\u0664")]
    [InlineData(1234, "#,##\u0966", "\u0967,\u0968\u0969\u096a")]
    [InlineData(12340, "###\uff10", "\uff11\uff12\uff13\uff14\uff10")]
    [InlineData(7, "\ud835\udfce\ud835\udfce", "\ud835\udfce\ud835\udfd5")]
    public void Digits_are_of_the_family_of_the_picture(double value, string picture, string text)
    {
        Assert.Equal(text, IntegerPicture.Format(value, picture));
        Assert.Equal(value, IntegerPicture.Parse(text, picture));
    }

    [Theory]
    [InlineData(0, "I", "")]
    [InlineData(4, "i", "iv")]
    [InlineData(99, "i", "xcix")]
    [InlineData(1984, "I", "MCMLXXXIV")]
    [InlineData(3888, "I", "MMMDCCCLXXXVIII")]
    [InlineData(1, "A", "A")]
    [InlineData(26, "a", "z")]
    [InlineData(27, "a", "aa")]
    [InlineData(300, "A", "KN")]
    [InlineData(702, "A", "ZZ")]
    [InlineData(703, "A", "AAA")]
    public void Roman_numerals_and_letters_count_too(double value, string picture, string text)
    {
        Assert.Equal(text, IntegerPicture.Format(value, picture));
        Assert.Equal(value, IntegerPicture.Parse(text, picture));
    }

    [Theory]
    [InlineData(0, "w", "zero")]
    [InlineData(19, "w", "nineteen")]
    [InlineData(20, "w", "twenty")]
    [InlineData(99, "W", "NINETY-NINE")]
    [InlineData(100, "w", "one hundred")]
    [InlineData(123, "w", "one hundred and twenty-three")]
    [InlineData(555, "Ww", "Five Hundred and Fifty-Five")]
    [InlineData(1001, "w", "one thousand and one")]
    [InlineData(3730, "w", "three thousand, seven hundred and thirty")]
    [InlineData(1000001, "w", "one million and one")]
    [InlineData(4327730, "w", "four million, three hundred and twenty-seven thousand, seven hundred and thirty")]
    [InlineData(1e15, "w", "one thousand trillion")]
    [InlineData(1e46, "w", "ten billion trillion trillion trillion")]
    [InlineData(0, "w;o", "zeroth")]
    [InlineData(3, "w;o", "third")]
    [InlineData(12, "w;o", "twelfth")]
    [InlineData(20, "w;o", "twentieth")]
    [InlineData(45, "Ww;o", "Forty-Fifth")]
    [InlineData(100, "w;o", "one hundredth")]
    [InlineData(1000, "w;o", "one thousandth")]
    [InlineData(3731, "w;o", "three thousand, seven hundred and thirty-first")]
    [InlineData(1000000000001, "w;o", "one trillion and first")]
    public void Words_are_British_English(double value, string picture, string text)
    {
        Assert.Equal(text, IntegerPicture.Format(value, picture));
        Assert.Equal(value, IntegerPicture.Parse(text, picture));
    }

    [Fact]
    public void A_negative_number_has_a_minus_in_words_too() => Assert.Equal("-one", IntegerPicture.Format(-1, "w"));

    [Theory]
    [InlineData("one score", "w")]
    [InlineData("", "w")]
    [InlineData("abc", "0")]
    [InlineData("", "0")]
    [InlineData("IIX?", "I")]
    [InlineData("xi", "I")]
    [InlineData("a", "A")]
    public void Text_of_another_kind_is_not_a_number(string text, string picture) =>
        Assert.Equal(double.NaN, IntegerPicture.Parse(text, picture));

    [Theory]
    [InlineData("0\u0660", "D3131")]
    [InlineData("\u03b1", "D3130")]
    [InlineData("#", "D3130")]
    [InlineData("", "D3130")]
    public void A_picture_needs_digits_of_one_family_or_a_known_token(string picture, string code)
    {
        Assert.Equal(code, Assert.Throws<JsonataException>(() => IntegerPicture.Format(1, picture)).Code);
        Assert.Equal(code, Assert.Throws<JsonataException>(() => IntegerPicture.Parse("1", picture)).Code);
    }

    [Fact]
    public void Every_number_up_to_ten_thousand_is_read_back_in_every_style()
    {
        foreach (var picture in (string[])["0", "#,##0", "0;o", "w", "W;o", "Ww", "I", "i", "A", "a"])
        {
            for (var value = 0; value <= 10_000; value++)
            {
                Assert.Equal(value, IntegerPicture.Parse(IntegerPicture.Format(value, picture), picture));
            }
        }
    }
}
