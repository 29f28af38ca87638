using System.Runtime.Serialization;
using Akka.Serialization;

namespace Tracing.Actors;

/// <summary>What holds for each serializer of ours.</summary>
public static class WireLaws
{
    /// <summary>The same message from a later version, with fields that nobody knows yet.</summary>
    // Field 90 as a number, field 91 as bytes, before and behind.
    public static byte[] Later(byte[] bytes) => [0xd0, 0x05, 0x07, 0xda, 0x05, 0x02, 0x01, 0x02, .. bytes, 0xd0, 0x05, 0x07];

    /// <summary>Changed in any byte, or cut there, it gives a message or the error that Akka.NET expects.</summary>
    public static void Damaged(SerializerWithStringManifest serializer, byte[] bytes, string manifest)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x0a, 0x7f, 0x80, 0xff })
            {
                var corrupt = bytes.ToArray();
                corrupt[at] = value;
                foreach (var wrong in new[] { corrupt, bytes[..at] })
                {
                    var fault = Record.Exception(() => serializer.FromBinary(wrong, manifest));
                    Assert.True(fault is SerializationException or null, $"byte {at} = {value:x2}, or cut there: {fault}");
                }
            }
        }
    }
}
