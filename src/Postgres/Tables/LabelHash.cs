using System.Text;
using Tracing.Storage.Packing;
using Tracing.Wire.Spans;

namespace Tracing.Postgres.Tables;

/// <summary>The numbers of services and operations. They are hashes, so processes need not agree on them first; two
/// names with the same hash only cost a search some candidates. A stored format: never change it.</summary>
internal static class LabelHash
{
    /// <summary>The kind of a label that stands for a service as a whole.</summary>
    public const int WholeService = -1;

    public static int KindOf(LabelUse use) => use.Operation is null ? WholeService : (int)use.Kind;

    public static long Of(LabelUse use) => Of(use.Service, use.Operation ?? "", KindOf(use));

    public static long OfService(string service) => Of(service, "", WholeService);

    /// <summary>The hash of one name, under which the names themselves are indexed.</summary>
    public static long OfName(string name) => (long)ContentHash.Of(Encoding.UTF8.GetBytes(name));

    private static long Of(string service, string operation, int kind) => (long)ContentHash.Of(
        [.. Encoding.UTF8.GetBytes($"{kind}"), 0, .. WithoutZeros(service), 0, .. WithoutZeros(operation)]);

    // No two pairs of names give the same bytes, even if a name has the character that divides them: no byte of UTF-8
    // is 255.
    private static byte[] WithoutZeros(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        bytes.AsSpan().Replace((byte)0, byte.MaxValue);
        return bytes;
    }
}
