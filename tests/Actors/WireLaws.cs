using System.Runtime.Serialization;
using Akka.Serialization;

namespace Tracing.Actors;

/// <summary>The laws of each serializer of this product.</summary>
public static class WireLaws
{
    /// <summary>Returns the same message from a later version, with unknown fields.</summary>
    // Field 90 as a number and field 91 as bytes, before and after the known ones.
    public static byte[] Later(byte[] bytes) => [0xd0, 0x05, 0x07, 0xda, 0x05, 0x02, 0x01, 0x02, .. bytes, 0xd0, 0x05, 0x07];

    /// <summary>Checks that bytes, changed or cut at any place, give a message or the error that Akka.NET
    /// expects.</summary>
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
