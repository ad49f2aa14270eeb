using CometGateway.Configuration;

namespace CometGateway.Tests.Configuration;

public sealed class ConfigurationProblemTests
{
    [Fact]
    public void ToString_LongValueWithLineEnds_IsOneShortLine()
    {
        var line = new ConfigurationProblem("Comet:KeepAlive", "a\r\nb" + new string('x', 500), "must be a time").ToString();

        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.True(line.Length < 150, line);
    }

    [Fact]
    public void ToString_WithoutValueAndSource_IsKeyAndSentence() => Assert.Equal("Routes: is empty", new ConfigurationProblem("Routes", null, "is empty").ToString());
}
