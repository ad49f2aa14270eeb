using System.Text.RegularExpressions;

namespace CometGateway.Tests.Architecture;

/// <summary>The house rules that text can show.</summary>
public sealed class SourceRulesTests
{
    private const int MostLines = 400;
    private const int MostTestLines = 500;

    private static readonly IReadOnlyList<SourceText> Sources = SourceText.Under("src");

    private static readonly IReadOnlyList<SourceText> Tests = SourceText.Under("tests");

    private static readonly Regex Clock = Rule(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bThread\.Sleep\b|\bEnvironment\.TickCount");

    private static readonly Regex Wait = Rule(@"\b(Task\.Delay|new PeriodicTimer)\((?<arguments>.*)$");

    // Not a wait for time to pass: it ends when it is cancelled.
    private static readonly Regex Endless = Rule(@"\bTask\.Delay\(Timeout\.Infinite(TimeSpan)?,");

    // Tests that have to act in real time, on something that has no clock of ours.
    private static readonly IReadOnlyList<string> PacedByTheWall =
    [
        // Asks again and again for what cannot signal.
        "tests/CometGateway.TestKit/Eventually.cs",
        // Spreads a thousand random changes over many polls of a running gateway.
        "tests/CometGateway.FunctionalTests/Identity/AudienceTests.cs",
        // Writes a file several times within one second of its timestamp.
        "tests/CometGateway.FunctionalTests/Faults/NginxTests.cs",
        // Takes bytes from a socket at a pace of its own: pings go by the wall.
        "tests/CometGateway.FunctionalTests/Sockets/SocketPingTests.cs",
    ];

    private static readonly Regex Vague = Rule(@"\b(class|record|struct|interface|enum|delegate)\s+(\w+\s+)?\w*(Manager|Helper|Util|Utils|Utility|Utilities|Common)s?\b");

    private static readonly Regex Silenced = Rule(@"#region|#pragma|SuppressMessage|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException");

    [Fact]
    public void Source_Files_StayUnderTheRoof() => SourceText.AssertNone(
        Sources.Where(file => file.Lines.Count > MostLines).Concat(Tests.Where(file => file.Lines.Count > MostTestLines)).Select(file => $"{file.Path}: {file.Lines.Count} lines"));

    [Fact]
    public void Source_Time_ComesFromTheTimeProvider() => SourceText.AssertNone(Sources.SelectMany(file => file.Where(Clock)));

    [Fact]
    public void Source_Waits_NameTheirClock() => SourceText.AssertNone(Sources.SelectMany(Unclocked));

    [Fact]
    public void Tests_Waits_NeverSleep() => SourceText.AssertNone(Others(Tests).SelectMany(file => file.Where(Rule(@"\bThread\.Sleep\b|\bTask\.Delay\(\s*\d"))
        .Concat(PacedByTheWall.Contains(file.Path, StringComparer.Ordinal) ? [] : Unclocked(file).Where(line => !Endless.IsMatch(line)))));

    [Fact]
    public void PacedByTheWall_EachFile_StillNeedsItsException() => SourceText.AssertNone(
        PacedByTheWall.Where(path => !Tests.Any(file => file.Path.Equals(path, StringComparison.Ordinal) && Unclocked(file).Any())));

    [Fact]
    public void Source_Names_AreNounsOfTheDomain() => SourceText.AssertNone(Others(Sources.Concat(Tests)).SelectMany(file => file.Where(Vague)));

    [Fact]
    public void Source_Warnings_AreNotSilenced() => SourceText.AssertNone(Others(Sources.Concat(Tests)).SelectMany(WithComments));

    [Fact]
    public void Source_Namespaces_AreFileScoped() => SourceText.AssertNone(
        Sources.Concat(Tests).Where(file => file.Code.Any(line => Rule(@"^namespace [\w.]+\s*\{?$").IsMatch(line))).Select(file => file.Path));

    [Theory]
    [InlineData("await Task.Delay(1000, cancellation);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), time);", false)]
    [InlineData("await Task.Delay(wait, _time, stopping);", false)]
    [InlineData("using var timer = new PeriodicTimer(Pace);", true)]
    [InlineData("using var timer = new PeriodicTimer(Pace, timeProvider);", false)]
    [InlineData("// Task.Delay(5) is not allowed", false)]
    public void Unclocked_Line_IsFoundOnlyWithoutATimeProvider(string line, bool found) =>
        Assert.Equal(found, Unclocked(SourceText.From("a.cs", [line])).Any());

    [Theory]
    [InlineData("internal sealed class SessionManager", true)]
    [InlineData("internal static class StringHelpers", true)]
    [InlineData("public sealed record struct PollUtil(int A);", true)]
    [InlineData("internal sealed class Utilization", false)]
    public void Vague_Declaration_IsFound(string line, bool found) => Assert.Equal(found, Vague.IsMatch(line));

    private static IEnumerable<string> Unclocked(SourceText file) =>
        file.Where(Wait).Where(line => !Rule(@",\s*[\w.]*(time|timeProvider|TimeProvider\.System)\s*[,)]", RegexOptions.IgnoreCase).IsMatch(line));

    // Comments count here: that is where such notes are left.
    private static IEnumerable<string> WithComments(SourceText file) => (file with { Code = file.Lines }).Where(Silenced);

    // This file has to spell out what it forbids.
    private static IEnumerable<SourceText> Others(IEnumerable<SourceText> files) =>
        files.Where(file => !file.Path.EndsWith($"/{nameof(SourceRulesTests)}.cs", StringComparison.Ordinal));

    private static Regex Rule(string pattern, RegexOptions options = RegexOptions.None) => new(pattern, options, TimeSpan.FromSeconds(1));
}
