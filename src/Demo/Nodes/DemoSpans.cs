namespace Tracing.Demo.Nodes;

/// <summary>Names of the spans of a request, shared by the nodes that make it and the command that checks it.</summary>
internal static class DemoSpans
{
    /// <summary>The root, at the client; announces <see cref="HandleOrder"/>.</summary>
    public const string PlaceOrder = "place_order";

    /// <summary>At the order desk; announces the two below.</summary>
    public const string HandleOrder = "handle_order";

    /// <summary>A local child.</summary>
    public const string CheckOrder = "check_order";

    /// <summary>At the stock; announces <see cref="CountStock"/>.</summary>
    public const string ReserveStock = "reserve_stock";

    /// <summary>A local child.</summary>
    public const string CountStock = "count_stock";
}
