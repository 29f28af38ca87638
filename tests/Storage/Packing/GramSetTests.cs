namespace Tracing.Storage.Packing;

public class GramSetTests
{
    [Fact]
    public void The_numbers_of_a_set_are_found_in_their_order()
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            using var grams = new GramSet(10);
            SortedSet<int> expected = [0, 63, 64, 1_023, .. Enumerable.Range(0, 10 * round).Select(_ => random.Next(1_024))];
            foreach (var gram in expected.Concat(expected)) grams.Add(gram);
            Assert.Equal(expected.Count, grams.Count);
            var found = new List<int>();
            for (var gram = -1; (gram = grams.NextFrom(gram + 1)) >= 0;) found.Add(gram);
            Assert.Equal(expected, found);
        }
    }
}
