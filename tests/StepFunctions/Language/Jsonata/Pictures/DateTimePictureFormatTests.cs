using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Pictures;

public sealed class DateTimePictureFormatTests
{
    // Friday, 23 March 2018, 10:33:36.617
    private const double Friday = 1521801216617;

    [Theory]
    [InlineData(1, null, "1970-01-01T00:00:00.001Z")]
    [InlineData(Friday, null, "2018-03-23T10:33:36.617Z")]
    [InlineData(Friday, "+0530", "2018-03-23T16:03:36.617+05:30")]
    [InlineData(Friday, "-0500", "2018-03-23T05:33:36.617-05:00")]
    [InlineData(Friday, "-0330", "2018-03-23T07:03:36.617-03:30")]
    [InlineData(Friday, "0000", "2018-03-23T10:33:36.617Z")]
    [InlineData(-1, null, "1969-12-31T23:59:59.999Z")]
    public void Without_a_picture_it_is_ISO_8601(double millis, string? timezone, string text) =>
        Assert.Equal(text, DateTimePicture.Format(millis, null, timezone));

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("[[Year]]: [[[Y0001]]]", "[Year]: [2018]")]
    [InlineData("[ M01]/[D 01]/[Y\n0001 ]", "03/23/2018")]
    public void Text_stands_for_itself_and_brackets_are_doubled(string picture, string text) =>
        Assert.Equal(text, DateTimePicture.Format(Friday, picture, null));

    [Theory]
    [InlineData("[D]/[M]/[Y]", "23/3/2018")]
    [InlineData("[D1o] [MNn] [Y]", "23rd March 2018")]
    [InlineData("[FNn], the [Dwo] of [MN] [YWw]", "Friday, the twenty-third of MARCH Two Thousand and Eighteen")]
    [InlineData("[Da] [MA] [Yi]", "w C mmxviii")]
    [InlineData("[F] [F1] [FN,*-3] [FNn,3-3]", "friday 5 FRI Fri")]
    [InlineData("[H01]:[m]:[s].[f001] [h] [P] [PN]", "10:33:36.617 10 am AM")]
    [InlineData("[d] [W] [w] [X] [xNn]", "82 12 4 2018 March")]
    [InlineData("[C] [E]", "ISO ISO")]
    public void Components_are_shown_as_their_presentation_says(string picture, string text) =>
        Assert.Equal(text, DateTimePicture.Format(Friday, picture, null));

    [Theory]
    [InlineData("[D#1,2]/[M1,2]/[Y,2]", "23/03/18")]
    [InlineData("[Y0001,2]", "2018")]
    [InlineData("[Y0001,2-2]", "18")]
    [InlineData("[Y01]", "18")]
    [InlineData("[Y9,999,*]", "2,018")]
    [InlineData("[M,3]", "003")]
    public void A_width_pads_and_cuts(string picture, string text) => Assert.Equal(text, DateTimePicture.Format(Friday, picture, null));

    [Theory]
    [InlineData("[Z]", null, "+00:00")]
    [InlineData("[Z01:01t]", null, "Z")]
    [InlineData("[Z]", "-0500", "-05:00")]
    [InlineData("[Z0]", "-0500", "-5")]
    [InlineData("[Z0]", "+0530", "+5:30")]
    [InlineData("[Z00]", "+0100", "+01")]
    [InlineData("[Z0101t]", "+0530", "+0530")]
    [InlineData("[z]", "-0500", "GMT-05:00")]
    [InlineData("[Z]", "-0030", "-00:30")]
    public void Time_zones_are_offsets(string picture, string? timezone, string text) =>
        Assert.Equal(text, DateTimePicture.Format(Friday, picture, timezone));

    [Theory]
    [InlineData(0, "12 am")]
    [InlineData(11, "11 am")]
    [InlineData(12, "12 pm")]
    [InlineData(23, "11 pm")]
    public void The_clock_of_12_hours_has_no_zero(int hour, string text) =>
        Assert.Equal(text, DateTimePicture.Format(hour * 3600_000d, "[h] [P]", null));

    [Theory]
    [InlineData(2005, 1, 1, "2004-W53-6 w5 of December")]
    [InlineData(2006, 1, 2, "2006-W01-1 w1 of January")]
    [InlineData(2007, 12, 31, "2008-W01-1 w1 of January")]
    [InlineData(2010, 1, 3, "2009-W53-7 w5 of December")]
    [InlineData(2013, 1, 29, "2013-W05-2 w5 of January")]
    [InlineData(2017, 1, 1, "2016-W52-7 w5 of December")]
    [InlineData(2018, 7, 31, "2018-W31-2 w1 of August")]
    public void Weeks_belong_to_where_their_Thursday_is(int year, int month, int day, string text)
    {
        double millis = new DateTimeOffset(year, month, day, 22, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(text, DateTimePicture.Format(millis, "[X0001]-W[W01]-[F1] w[w] of [xNn]", null));
    }

    [Theory]
    [InlineData("[YN]", "D3133")]
    [InlineData("[Dn]", "D3133")]
    [InlineData("[M", "D3135")]
    [InlineData("[q]", "D3132")]
    [InlineData("[]", "D3132")]
    [InlineData("[Z010101t]", "D3134")]
    [InlineData("[Y\u03b1]", "D3130")]
    [InlineData("[Y0\u0660]", "D3131")]
    public void A_picture_that_cannot_be_is_an_error(string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => DateTimePicture.Format(Friday, picture, null)).Code);

    [Fact]
    public void Every_day_of_four_centuries_is_what_dotnet_says_it_is()
    {
        for (var date = new DateTime(1899, 1, 1, 0, 0, 0, DateTimeKind.Utc); date.Year < 2301; date = date.AddDays(1))
        {
            double millis = new DateTimeOffset(date).ToUnixTimeMilliseconds();
            var expected = FormattableString.Invariant(
                $"{date:yyyy-MM-dd} {date.DayOfYear} {System.Globalization.ISOWeek.GetYear(date)}-{System.Globalization.ISOWeek.GetWeekOfYear(date)} {date:dddd}");
            Assert.Equal(expected, DateTimePicture.Format(millis, "[Y0001]-[M01]-[D01] [d] [X]-[W] [FNn]", null));
        }
    }

    [Theory]
    [InlineData(8.64e15, "275760-9-13")]
    [InlineData(-8.64e15, "-271821-4-20")]
    public void Dates_go_as_far_as_those_of_ECMAScript(double millis, string text)
    {
        Assert.Equal(text, DateTimePicture.Format(millis, "[Y]-[M]-[D]", null));
        Assert.Equal("D1001", Assert.Throws<JsonataException>(() => DateTimePicture.Format(millis * 2, "[Y]", null)).Code);
    }
}
