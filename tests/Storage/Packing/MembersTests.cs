using System.Collections;

namespace Tracing.Storage.Packing;

public class MembersTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(20)]
    [InlineData(3)]
    [InlineData(1)]
    public void Each_kind_of_set_reads_back_the_entries_that_were_written(int step)
    {
        int[] entries = [.. Enumerable.Range(0, 300).Where(entry => entry % step == 0)];
        Assert.Equal(entries, Read(Members.Write([.. entries], 300), 300));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3)]
    public void Damaged_bytes_are_an_InvalidDataException_or_another_set(int step)
    {
        var whole = Members.Write([.. Enumerable.Range(0, 300).Where(entry => entry % step == 0)], 300);
        for (var length = 1; length < whole.Length; length++) ReadOrRefuse(whole[..length]);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0xA5;
            ReadOrRefuse(changed);
        }
    }

    [Fact]
    public void A_set_of_bits_that_was_cut_off_is_an_InvalidDataException()
    {
        var bits = Members.Write([.. Enumerable.Range(0, 150).Select(entry => entry * 2)], 300);
        for (var length = 1; length < bits.Length; length++)
            Assert.Throws<InvalidDataException>(() => Read(bits[..length], 300));
    }

    [Fact]
    public void A_set_of_an_unknown_kind_is_an_InvalidDataException() =>
        Assert.Throws<InvalidDataException>(() => Read([2, 0, 0], 16));

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            Read(bytes, 300);
        }
        catch (InvalidDataException)
        {
            // As promised.
        }
    }

    private static IEnumerable<int> Read(byte[] bytes, int of)
    {
        var into = new BitArray(of);
        Members.Read(bytes, into);
        return [.. Enumerable.Range(0, of).Where(entry => into[entry])];
    }
}
