using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Tracing.Hosting.Doors;

public sealed class PackedEndTests
{
    // A request of two spans that ends early, at the boundary of a message.
    private const string CutAtAMessage =
        "1f8b0800000000000203e28ae412e712e5e2294e2d2acb4c4ed5cb4bcc4d1562e5622e2e4b16b2e362e6622c1132e712104403421c8c"
        + "50a0c59a9659545c62c064c9c800018e4c5006000000ffff";

    [Fact]
    public void A_body_that_ends_at_the_boundary_of_a_message_is_cut_off() =>
        Assert.False(IsWhole([Convert.FromHexString(CutAtAMessage)], chunk: 7));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64 * 1024)]
    public void Every_cut_of_a_body_is_noticed_and_the_whole_body_is_not(int chunk)
    {
        var content = new StringBuilder();
        for (var i = 0; i < 60; i++) content.Append(CultureInfo.InvariantCulture, $"span {i * 7919}; ");
        var packed = Pack(Encoding.UTF8.GetBytes(content.ToString()));
        for (var length = 0; length < packed.Length; length++)
            Assert.False(IsWhole([packed[..length]], chunk), $"cut at {length} of {packed.Length}");
        Assert.True(IsWhole([packed], chunk));
    }

    [Fact]
    public void A_body_of_several_members_is_whole_and_cut_off_within_the_second()
    {
        var (one, two) = (Pack("first, and longer"u8.ToArray()), Pack("second"u8.ToArray()));
        Assert.True(IsWhole([one, two], 5));
        Assert.True(IsWhole([two, one], 5));
        for (var length = 1; length < two.Length; length++)
            Assert.False(IsWhole([one, two[..length]], 5), $"cut at {length}");
    }

    [Fact]
    public void An_empty_content_is_whole_and_every_cut_of_it_is_noticed()
    {
        var packed = Convert.FromHexString("1f8b080000000000000303000000000000000000");
        Assert.True(IsWhole([packed], 4));
        for (var length = 0; length < packed.Length; length++)
            Assert.False(IsWhole([packed[..length]], 4), $"cut at {length}");
    }

    private static byte[] Pack(byte[] content)
    {
        using var to = new MemoryStream();
        using (var packing = new GZipStream(to, CompressionLevel.Fastest)) packing.Write(content);
        return to.ToArray();
    }

    private static bool IsWhole(byte[][] members, int chunk)
    {
        byte[] packed = [.. members.SelectMany(member => member)];
        var end = new PackedEnd();
        for (var at = 0; at < packed.Length; at += chunk)
            end.Add(packed.AsSpan(at, Math.Min(chunk, packed.Length - at)));
        using var unpacked = new MemoryStream();
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            stream.CopyTo(unpacked);
        }
        catch (InvalidDataException)
        {
            return false;
        }
        return end.IsWhole(Packing.Gzip, unpacked.ToArray());
    }
}
