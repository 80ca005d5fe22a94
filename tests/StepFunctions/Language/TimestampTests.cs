using System.Globalization;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2024-02-29T12:34:56Z", "2024-02-29T12:34:56.0000000+00:00")]
    [InlineData("2024-02-29T12:34:56.7Z", "2024-02-29T12:34:56.7000000+00:00")]
    [InlineData("2024-02-29T12:34:56.123456789Z", "2024-02-29T12:34:56.1234567+00:00")]
    [InlineData("2024-02-29T12:34:56+05:30", "2024-02-29T12:34:56.0000000+05:30")]
    [InlineData("2024-02-29T12:34:56.25-08:00", "2024-02-29T12:34:56.2500000-08:00")]
    [InlineData("2024-02-29T12:34Z", "2024-02-29T12:34:00.0000000+00:00")]
    public void A_time_has_a_date_a_time_and_an_offset(string text, string expected)
    {
        Assert.True(Timestamp.TryParse(text, out var time));
        Assert.Equal(expected, time.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-02-29")]
    [InlineData("2024-02-29T12:34:56")]
    [InlineData("2024-02-29 12:34:56Z")]
    [InlineData("2024-02-29t12:34:56Z")]
    [InlineData("2024-02-29T12:34:56z")]
    [InlineData("2024-02-30T12:34:56Z")]
    [InlineData("2024-13-01T12:34:56Z")]
    [InlineData("2024-02-29T25:00:00Z")]
    [InlineData("2024-02-29T12:34:56.Z")]
    [InlineData("2024-02-29T12:34:56+0530")]
    [InlineData("2024-02-29T12:34:56+99:99")]
    [InlineData("0001-01-01T00:00:00+10:00")]
    [InlineData(" 2024-02-29T12:34:56Z")]
    [InlineData("2024-02-29T12:34:56Z\n")]
    [InlineData("٢٠٢٤-02-29T12:34:56Z")]
    public void Anything_else_is_no_time(string text) => Assert.False(Timestamp.TryParse(text, out _));

    [Fact]
    public void A_time_is_written_in_UTC_with_milliseconds() =>
        Assert.Equal("2024-02-29T10:34:56.789Z", Timestamp.Format(new DateTimeOffset(2024, 2, 29, 12, 34, 56, 789, TimeSpan.FromHours(2))));
}
