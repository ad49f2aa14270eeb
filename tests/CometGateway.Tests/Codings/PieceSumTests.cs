using System.IO.Hashing;
using CometGateway.Codings;
using Xunit.Abstractions;

namespace CometGateway.Tests.Codings;

public sealed class PieceSumTests(ITestOutputHelper output)
{
    [Fact]
    public void Sum_OfPieces_IsThatOfTheWhole_HoweverItIsCut()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(3000)];
            random.NextBytes(bytes);
            var (sum, start) = (default(StreamSum), 0);
            while (start < bytes.Length)
            {
                var length = random.Next(4) == 0 ? 0 : random.Next(1, Math.Min(bytes.Length - start, 1500) + 1);
                sum += PieceSum.Of(bytes.AsSpan(start, length));
                start += length;
            }

            Assert.Equal((Crc32.HashToUInt32(bytes), (uint)bytes.Length), (sum.Crc, sum.Length));
        }
    }

    [Fact]
    public void Empty_ChangesNothing()
    {
        var sum = PieceSum.Of("123456789"u8);

        Assert.Equal(0xCBF43926, sum.Crc);
        Assert.Equal(new(sum.Crc, 9), default(StreamSum) + PieceSum.Empty + sum + PieceSum.Empty);
    }

    [Fact]
    public void Length_BeyondFourGigabytes_IsCountedAsTheFormatDoes()
    {
        var piece = new byte[1 << 20];
        var (sum, block) = (default(StreamSum), PieceSum.Of(piece));
        for (var i = 0; i < 4097; i++) sum += block;

        Assert.Equal(1u << 20, sum.Length);
    }
}
