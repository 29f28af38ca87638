namespace Tracing.Storage.Packing;

public class FilterCacheTests
{
    private const long RoomForTen = 10 * (1_000 + 128);

    private static byte[] Filter(byte value) => [.. Enumerable.Repeat(value, 1_000)];

    [Fact]
    public void The_filters_of_the_newest_blocks_are_kept_whatever_was_added_or_found_last()
    {
        var cache = new FilterCache(RoomForTen);
        for (byte block = 20; block > 0; block--)
        {
            cache.Add(block, block, Filter(block));
            Assert.NotNull(cache.Find(20, 20));
        }
        for (byte block = 1; block <= 20; block++)
            Assert.Equal(block > 10 ? block : null, cache.Find(block, block)?[0]);
    }

    [Fact]
    public void A_merged_block_has_another_filter_than_the_block_with_the_same_first_entry()
    {
        var cache = new FilterCache(RoomForTen);
        cache.Add(1, 5, Filter(1));
        Assert.Null(cache.Find(1, 9));
        cache.Add(1, 9, Filter(2));
        Assert.Equal((1, 2), (cache.Find(1, 5)![0], cache.Find(1, 9)![0]));
    }

    [Fact]
    public void A_filter_that_is_larger_than_the_cache_is_not_kept_and_a_cleared_cache_takes_filters_again()
    {
        var cache = new FilterCache(RoomForTen);
        cache.Add(1, 1, new byte[RoomForTen]);
        Assert.Null(cache.Find(1, 1));
        for (byte block = 1; block <= 10; block++) cache.Add(block, block, Filter(block));
        cache.Clear();
        Assert.Null(cache.Find(10, 10));
        for (byte block = 1; block <= 10; block++) cache.Add(block, block, Filter(block));
        Assert.NotNull(cache.Find(1, 1));
    }
}
