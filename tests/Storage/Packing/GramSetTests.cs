namespace Tracing.Storage.Packing;

public class GramSetTests
{
    [Fact]
    public void A_set_has_each_of_its_numbers_once()
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            using var grams = new GramSet(10, 1_024);
            SortedSet<int> expected = [0, 63, 64, 1_023, .. Enumerable.Range(0, 10 * round).Select(_ => random.Next(1_024))];
            foreach (var gram in expected.Concat(expected)) grams.Add(gram);
            Assert.False(grams.IsFull);
            Assert.Equal(expected, grams.Numbers.ToArray());
        }
    }

    [Fact]
    public void A_set_is_full_when_it_has_no_room_for_another_number()
    {
        using var grams = new GramSet(10, 3);
        foreach (var gram in (int[])[7, 8, 9, 7, 8, 9]) grams.Add(gram);
        Assert.False(grams.IsFull);
        foreach (var gram in Enumerable.Range(0, 1_024)) grams.Add(gram);
        Assert.True(grams.IsFull);
    }
}
