using System.Text;

namespace Tracing.Demo.Generating;

/// <summary>Makes texts that look like a .NET stack trace.</summary>
internal static class StackTraceText
{
    private const int LeastFrames = 8;
    private const int MostFrames = 24;

    private static readonly string[] _types =
    [
        "Shop.Orders.ShopActor", "Shop.Stock.StockActor", "Shop.Payments.Gateway", "Akka.Actor.ActorCell",
        "Npgsql.NpgsqlCommand",
    ];

    private static readonly string[] _methods =
        ["Receive", "InvokeAsync", "ExecuteReader", "HandleAsync", "ThrowIfRefused", "MoveNext"];

    public static string Of(Random random)
    {
        var text = new StringBuilder();
        for (var frames = random.Next(LeastFrames, MostFrames); frames > 0; frames--)
        {
            text.Append("   at ").Append(_types[random.Next(_types.Length)]).Append('.')
                .Append(_methods[random.Next(_methods.Length)])
                .Append("(Object message, CancellationToken stopping) in /src/shop/")
                .Append(random.GetHexString(6, lowercase: true)).Append(".cs:line ")
                .Append(random.Next(1, 900)).Append('\n');
        }
        return text.ToString();
    }
}
