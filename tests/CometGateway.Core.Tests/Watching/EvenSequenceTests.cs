using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

public sealed class EvenSequenceTests
{
    [Theory]
    [InlineData(100, 10, 9, 11)]
    [InlineData(1_000, 100, 8, 12)]
    [InlineData(10_000, 100, 98, 102)]
    public void Next_HoweverManyAreDrawn_EachPartHasItsShare(int count, int parts, int least, int most)
    {
        foreach (var start in new uint[] { 0, 1, 12_345_678, uint.MaxValue })
        {
            var sequence = new EvenSequence(start);
            // Those before have had theirs.
            for (var skipped = 0; skipped < 77; skipped++) sequence.Next();

            var shares = Enumerable.Range(0, count).Select(_ => (int)(sequence.Next() * parts)).CountBy(part => part).ToDictionary();

            Assert.All(Enumerable.Range(0, parts), part => Assert.InRange(shares.GetValueOrDefault(part), least, most));
        }
    }

    [Fact]
    public void Next_OfAnotherStart_AreOtherNumbers() => Assert.NotEqual(new EvenSequence(1).Next(), new EvenSequence(2).Next());
}
