using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Tracing.Wire.Zipkin;

/// <summary>Writes an endpoint of Zipkin's model from the attributes of a span.</summary>
internal static class ZipkinEndpointWriter
{
    /// <param name="address">Key of the attribute with the address; an address that is none of IP stays a tag.</param>
    /// <param name="other">Key of the attribute with the IPv6 address beside an IPv4 address.</param>
    /// <param name="fields">Gets the keys of the attributes that are in the endpoint.</param>
    public static void Write(Utf8JsonWriter to, string member, string service, SpanData span, string address,
        string other, string port, HashSet<string> fields)
    {
        string? v4 = null, v6 = null;
        foreach (var key in (ReadOnlySpan<string>)[address, other])
        {
            if (!IPAddress.TryParse(span[key].AsString, out var ip)) continue;
            ref var place = ref ip.AddressFamily == AddressFamily.InterNetwork ? ref v4 : ref v6;
            if (place is not null) continue;
            place = ip.ToString();
            fields.Add(key);
        }
        var number = span[port].AsInt is > 0 and <= ushort.MaxValue and var one ? (int)one : 0;
        if (number > 0) fields.Add(port);
        if (service.Length == 0 && v4 is null && v6 is null && number == 0) return;
        to.WriteStartObject(member);
        if (service.Length > 0) to.WriteString("serviceName", service);
        if (v4 is not null) to.WriteString("ipv4", v4);
        if (v6 is not null) to.WriteString("ipv6", v6);
        if (number > 0) to.WriteNumber("port", number);
        to.WriteEndObject();
    }
}
