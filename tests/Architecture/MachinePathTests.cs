using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.Architecture.Tests;

public sealed partial class MachinePathTests
{
    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        // Bytes as Latin-1: models and pictures are searched as well, since tools like to leave paths in them.
        var faults = SourceTree.Files().SelectMany(file => MachinePath()
            .Matches(File.ReadAllText(Path.Combine(SourceTree.Root, file), Encoding.Latin1))
            .Select(match => $"{file}: {match.Value}"));

        Assert.Equal([], faults);
    }

    [Theory]
    [InlineData("home", true)]
    [InlineData("Users", true)]
    [InlineData("work", true)]
    [InlineData("tmp", true)]
    [InlineData("var", false)]
    public void A_folder_of_one_machine_is_known_by_its_first_name(string first, bool found)
    {
        Assert.Equal(found, MachinePath().IsMatch($"see /{first}/me/data"));
        Assert.Equal(found, MachinePath().IsMatch($"\"/{first}/me\""));
        Assert.DoesNotMatch(MachinePath(), $"https://host.example/{first}/me");
        Assert.DoesNotMatch(MachinePath(), $"a/{first}/me and ../{first}/me and ~/{first}/me");
    }

    [Fact]
    public void A_user_folder_of_Windows_is_known_too() =>
        Assert.Matches(MachinePath(), string.Join('\\', "C:", "Users", "me"));

    [GeneratedRegex("""(?<![\w.~}\]\)>*$-])/(home|Users|root|work|mnt|tmp)/\w+|\b[A-Z]:[\\/]{1,2}Users[\\/]+\w+""")]
    private static partial Regex MachinePath();
}
