using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Pictures;

public sealed class DateTimePictureParseTests
{
    private static readonly DateTimeOffset Now = new(2018, 3, 23, 10, 33, 36, 617, TimeSpan.Zero);

    [Theory]
    [InlineData("1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.001Z")]
    [InlineData("2018-02-01T09:42:13.123+0000", "2018-02-01T09:42:13.123Z")]
    [InlineData("2018-02-01T09:42:13-05:30", "2018-02-01T15:12:13.000Z")]
    [InlineData("2018-02-01T09:42:13.123999Z", "2018-02-01T09:42:13.123Z")]
    [InlineData("2018-02-01T09:42:13", "2018-02-01T09:42:13.000Z")]
    [InlineData("2018-02-01T24:00:00Z", "2018-02-02T00:00:00.000Z")]
    [InlineData("2018-10-30", "2018-10-30T00:00:00.000Z")]
    [InlineData("2018-02-30", "2018-03-02T00:00:00.000Z")]
    [InlineData("2018-10", "2018-10-01T00:00:00.000Z")]
    [InlineData("2018", "2018-01-01T00:00:00.000Z")]
    [InlineData("0018", "0018-01-01T00:00:00.000Z")]
    public void Without_a_picture_it_is_ISO_8601(string text, string iso) => Assert.Equal(iso, Parse(text, null));

    [Theory]
    [InlineData("foo")]
    [InlineData("")]
    [InlineData("2018-13-01")]
    [InlineData("2018-00")]
    [InlineData("2018-01-32")]
    [InlineData("2018-01-01T25:00:00Z")]
    [InlineData("2018-01-01T10:00Z")]
    [InlineData("2018-01-01T10:00:00+29:00")]
    [InlineData("2018-01-01+01:00")]
    [InlineData("2018-01-01\n")]
    public void What_is_not_ISO_8601_is_an_error(string text) =>
        Assert.Equal("D3110", Assert.Throws<JsonataException>(() => Parse(text, null)).Code);

    [Theory]
    [InlineData("2018", "[Y1]", "2018-01-01T00:00:00.000Z")]
    [InlineData("201802", "[Y0001][M01]", "2018-02-01T00:00:00.000Z")]
    [InlineData("20240101123849", "[Y0000][M00][D00][H00][m00][s00]", "2024-01-01T12:38:49.000Z")]
    [InlineData("2018-03-27T14:03:00.123Z", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z", "2018-03-27T14:03:00.123Z")]
    [InlineData("12:00:00.5", "[H]:[m]:[s].[f]", "2018-03-23T12:00:00.500Z")]
    [InlineData("(1.2018)", "([M].[Y])", "2018-01-01T00:00:00.000Z")]
    [InlineData("[2018]", "[[[Y]]]", "2018-01-01T00:00:00.000Z")]
    [InlineData("\u0662\u0660\u0661\u0668", "[Y\u0660\u0660\u0660\u0661]", "2018-01-01T00:00:00.000Z")]
    public void Digits_are_read_where_the_picture_shows_them(string text, string picture, string iso) => Assert.Equal(iso, Parse(text, picture));

    [Theory]
    [InlineData("21st 12 1881", "[D1o] [M01] [Y0001]", "1881-12-21T00:00:00.000Z")]
    [InlineData("27 iii MMXVIII", "[D1] [Mi] [YI]", "2018-03-27T00:00:00.000Z")]
    [InlineData("ae C mmxviii", "[Da] [MA] [Yi]", "2018-03-31T00:00:00.000Z")]
    [InlineData("27th April 2008", "[D1o] [MNn] [Y0001]", "2008-04-27T00:00:00.000Z")]
    [InlineData("27 April 2008", "[D] [MN] [Y0001]", "2008-04-27T00:00:00.000Z")]
    [InlineData("2 Feb 2012", "[D1] [MNn,3-3] [Y0001]", "2012-02-02T00:00:00.000Z")]
    [InlineData("twenty-first August two thousand and seventeen", "[Dw] [MNn] [Yw]", "2017-08-21T00:00:00.000Z")]
    [InlineData("Twentieth of August, two thousand and seventeen", "[DW] of [MNn], [Yw]", "2017-08-20T00:00:00.000Z")]
    [InlineData("nineteen hundred and eighty-four", "[Yw]", "1984-01-01T00:00:00.000Z")]
    [InlineData("Mon, Twelfth November 2018", "[FNn,*-3], [DWwo] [MNn] [Y]", "2018-11-12T00:00:00.000Z")]
    public void Words_names_letters_and_numerals_are_read(string text, string picture, string iso) => Assert.Equal(iso, Parse(text, picture));

    [Theory]
    [InlineData("12:06 am", "2018-03-23T00:06:00.000Z")]
    [InlineData("1:06 am", "2018-03-23T01:06:00.000Z")]
    [InlineData("12:06 pm", "2018-03-23T12:06:00.000Z")]
    [InlineData("11:59 PM", "2018-03-23T23:59:00.000Z")]
    [InlineData("12 pm", "2018-03-23T12:00:00.000Z", "[h] [P1]")]
    public void The_clock_of_12_hours_begins_at_12(string text, string iso, string picture = "[h]:[m] [P]") =>
        Assert.Equal(iso, Parse("23/3/2018 " + text, "[D1]/[M1]/[Y0001] " + picture));

    [Theory]
    [InlineData("2018-094", "[Y0001]-[d001]", "2018-04-04T00:00:00.000Z")]
    [InlineData("2016-366", "[Y]-[d]", "2016-12-31T00:00:00.000Z")]
    [InlineData("three hundred and sixty-fifth day of 2018", "[dwo] day of [Y]", "2018-12-31T00:00:00.000Z")]
    [InlineData("2018-094 10:30", "[Y]-[d] [H]:[m]", "2018-04-04T10:30:00.000Z")]
    public void A_day_of_the_year_is_a_date(string text, string picture, string iso) => Assert.Equal(iso, Parse(text, picture));

    [Theory]
    [InlineData("13:45", "[H]:[m]", "2018-03-23T13:45:00.000Z")]
    [InlineData("5-22", "[M]-[D]", "2018-05-22T00:00:00.000Z")]
    [InlineData("59", "[s]", "2018-03-23T10:33:59.000Z")]
    [InlineData("00:00", "[H]:[m]", "2018-03-23T00:00:00.000Z")]
    public void What_is_more_significant_is_taken_from_now_and_what_is_less_is_the_least(string text, string picture, string iso) =>
        Assert.Equal(iso, Parse(text, picture));

    [Theory]
    [InlineData("2020-09-09 08:00:00 +02:00", "[Z]", "2020-09-09T06:00:00.000Z")]
    [InlineData("2020-09-09 08:00:00 -05:30", "[Z]", "2020-09-09T13:30:00.000Z")]
    [InlineData("2020-09-09 12:00:00 +0530", "[Z0001]", "2020-09-09T06:30:00.000Z")]
    [InlineData("2020-09-09 12:00:00 -0530", "[Z0001]", "2020-09-09T17:30:00.000Z")]
    [InlineData("2020-09-09 12:00:00 +530", "[Z001]", "2020-09-09T06:30:00.000Z")]
    [InlineData("2020-09-09 12:00:00 GMT-5", "[z01]", "2020-09-09T17:00:00.000Z")]
    [InlineData("2020-09-09 08:00:00 GMT-05:00", "[z]", "2020-09-09T13:00:00.000Z")]
    public void Time_zones_are_taken_off(string text, string picture, string iso) =>
        Assert.Equal(iso, Parse(text, "[Y0001]-[M01]-[D01] [H01]:[m01]:[s01] " + picture));

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("irrelevant", "[Y]-[M]-[D]")]
    [InlineData("2018-03-27x", "[Y]-[M]-[D]")]
    [InlineData("2018\n", "[Y]")]
    [InlineData("99999999999", "[Y]")]
    [InlineData("and", "[Yw]")]
    public void Text_that_does_not_match_or_is_no_moment_gives_nothing(string text, string picture) => Assert.Null(Parse(text, picture));

    [Theory]
    [InlineData("2018-05-22", "[YN]-[M]-[D]", "D3133")]
    [InlineData("2018", "[E]", "D3133")]
    [InlineData("2018-22", "[Y]-[D]", "D3136")]
    [InlineData("5-22 23:59", "[M]-[D] [m]:[s]", "D3136")]
    [InlineData("22 Foo 2018", "[D] [MNn] [Y]", "D3136")]
    [InlineData("22 APRIL 2018", "[D] [MN] [Y]", "D3136")]
    [InlineData("2018-3-2-5", "[X]-[x]-[w]-[F1]", "D3136")]
    [InlineData("2018-32-5", "[X]-[W]-[F1]", "D3136")]
    [InlineData("2018", "[Y\u03b1]", "D3130")]
    [InlineData("2018", "[Y", "D3135")]
    public void A_picture_that_cannot_be_read_with_is_an_error(string text, string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => Parse(text, picture)).Code);

    [Fact(Timeout = 120_000)]
    public async Task Words_without_anything_between_them_take_no_exponential_time()
    {
        var text = string.Concat(Enumerable.Repeat("six and ", 500)) + "!";
        Assert.Null(await Task.Run(() => Parse(text, "[Yw][Mw][Dw][Hw][mw]"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01]")]
    [InlineData("[FNn], [Dwo] [MNn] [Yw] [h]:[m01]:[s01] [P] [f001] [z]")]
    [InlineData("[Y0001][M01][D01][H01][m01][s01] [f001] [Z0001]")]
    [InlineData("[Yi]/[d]/[HA]/[mw]/[sI]/[f001]/[Z]")]
    public void What_is_written_is_read_back(string picture)
    {
        foreach (var millis in (double[])[1521801216617, 951827696789, 4102444799123, 63158400001 + 45_296_000])
        {
            foreach (var zone in (string[])["+0000", "+0530", "-0800", "-0330"])
            {
                Assert.Equal(millis, DateTimePicture.Parse(DateTimePicture.Format(millis, picture, zone), picture, Now));
            }
        }
    }

    private static string? Parse(string text, string? picture) =>
        DateTimePicture.Parse(text, picture, Now) is { } millis ? DateTimePicture.Format(millis, null, null) : null;
}
