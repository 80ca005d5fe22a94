namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>
/// A moment taken apart into the proleptic Gregorian calendar at UTC. .NET's own dates end at the years 1 and 9999; ECMAScript's,
/// which JSONata's are, go far beyond (ECMA-262, Time Values and Time Range).
/// </summary>
internal readonly struct CivilTime
{
    /// <summary>The milliseconds of a day.</summary>
    internal const long MillisADay = 86_400_000;

    private const double LargestMillis = 8.64e15;
    private const double LargestYear = 400_000;

    private readonly long _day;
    private readonly int _millisOfDay;

    private CivilTime(long millis)
    {
        _day = (long)Math.Floor((double)millis / MillisADay);
        _millisOfDay = (int)(millis - (_day * MillisADay));
        (Year, Month, Day) = FromDay(_day);
    }

    /// <summary>The year; that before 1 is 0.</summary>
    internal int Year { get; }

    /// <summary>1 to 12</summary>
    internal int Month { get; }

    /// <summary>The day of the month.</summary>
    internal int Day { get; }

    /// <summary>0 to 23</summary>
    internal int Hour => _millisOfDay / 3_600_000;

    /// <summary>0 to 59</summary>
    internal int Minute => _millisOfDay / 60_000 % 60;

    /// <summary>0 to 59</summary>
    internal int Second => _millisOfDay / 1000 % 60;

    /// <summary>0 to 999</summary>
    internal int Millisecond => _millisOfDay % 1000;

    /// <summary>1 (Monday) to 7</summary>
    internal int DayOfWeek => (int)(((_day + 3) % 7) + 7) % 7 + 1;

    /// <summary>1 to 366</summary>
    internal int DayOfYear => (int)(_day - ToDay(Year, 1)) + 1;

    /// <summary>The Thursday of this day's week: the week is of the year, and of the month, that it is in (ISO 8601; 9.8.4.3).</summary>
    internal CivilTime Thursday => new((_day + 4 - DayOfWeek) * MillisADay);

    /// <summary>Takes a moment apart; null if it is beyond the range of ECMAScript's dates.</summary>
    internal static CivilTime? FromMillis(double millis) =>
        Math.Abs(millis) <= LargestMillis ? new CivilTime((long)millis) : null;

    /// <summary>The first moment of a year.</summary>
    internal static double StartOfYear(int year) => (double)ToDay(year, 1) * MillisADay;

    /// <summary>
    /// The moment that parts make, of which any may be beyond its range and carries over; null if the moment is out of range or a
    /// part is not a number. Months count from 1.
    /// </summary>
    internal static double? ToMillis(double year, double month, double day, double timeOfDay)
    {
        month -= 1;
        var years = year + Math.Floor(month / 12);
        if (!(Math.Abs(years) <= LargestYear))
        {
            return null;
        }

        var days = ToDay((int)years, (int)(month - (Math.Floor(month / 12) * 12)) + 1) + day - 1;
        var millis = (days * MillisADay) + timeOfDay;
        return Math.Abs(millis) <= LargestMillis ? millis : null;
    }

    // Years that begin in March put the leap day last; 400 of them have 146097 days. Day 0 is that of 1 January 1970.
    private static long ToDay(int year, int month)
    {
        var marchYear = month <= 2 ? year - 1L : year;
        var era = (long)Math.Floor(marchYear / 400d);
        var yearOfEra = marchYear - (era * 400);
        var dayOfYear = ((153 * ((month + 9) % 12)) + 2) / 5;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private static (int Year, int Month, int Day) FromDay(long day)
    {
        var shifted = day + 719_468;
        var era = (long)Math.Floor(shifted / 146_097d);
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)((marchMonth + 2) % 12) + 1;
        var year = (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);
        return ((int)year, month, (int)(dayOfYear - (((153 * marchMonth) + 2) / 5)) + 1);
    }
}
