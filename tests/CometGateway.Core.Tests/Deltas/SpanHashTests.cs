using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class SpanHashTests
{
    [Theory]
    [InlineData("{0:x}")]
    [InlineData("{0:x}row")]
    [InlineData("row {0:x}")]
    [InlineData("member {0:x5} x")]
    [InlineData("a name of more letters than sixteen {0}")]
    public void Of_AHundredThousandNames_HaveFewInCommon(string format)
    {
        int[] hashes = [.. Enumerable.Range(0, 100_000).Select(n => SpanHash.Of(Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, n))))];

        // Of so many numbers in 2^32 one pair or two are the same by chance; in 2^17 slots, four in ten share one.
        Assert.InRange(hashes.Distinct().Count(), 99_980, 100_000);
        Assert.InRange(hashes.Select(hash => hash & 0x1FFFF).Distinct().Count(), 65_000, 75_000);
    }

    [Fact]
    public void Of_AnyByteOfAnyLength_Counts()
    {
        for (var length = 1; length <= 40; length++)
        {
            var (one, other) = (new byte[length], new byte[length]);
            for (var at = 0; at < length; at++)
            {
                other[at] = 1;
                Assert.NotEqual(SpanHash.Of(one), SpanHash.Of(other));
                other[at] = 0;
            }

            Assert.Equal(SpanHash.Of(one), SpanHash.Of(other));
        }
    }
}
