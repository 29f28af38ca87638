using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>Makes an execution context in which one span is current, and nothing else flows.</summary>
/// <remarks>
/// Makes the same two objects as setting an AsyncLocal on a bare thread, without looking up the thread and its context
/// for it. Uses members of .NET that are not public; they are tried once before they are used. `./run bench recording`
/// compares both ways in the row "sampled span made current".
/// </remarks>
internal static class SpanFlow
{
    private const string CoreLibrary = ", System.Private.CoreLib";
    private const string Key = "System.Threading.IAsyncLocal" + CoreLibrary;
    private const string Values = "System.Threading.IAsyncLocalValueMap" + CoreLibrary;
    private const string ValueMaps = "System.Threading.AsyncLocalValueMap" + CoreLibrary;
    private const string Keys = "System.Threading.IAsyncLocal[]" + CoreLibrary;

    /// <summary>True when this version of .NET has these members; otherwise nothing else here may be called.</summary>
    public static bool IsKnown { get; } = Works();

    /// <param name="current">Holds the span in the new context. Must not ask to be told of changes.</param>
    public static ExecutionContext Of(AsyncLocal<Span?> current, Span span) => Of((object)current, span);

    private static ExecutionContext Of(object local, object value) =>
        NewContext(NewValues(null, local, value, true), null, false);

    // Tried without a span: making one would turn tracing on in this process.
    private static bool Works()
    {
        try
        {
            var local = new AsyncLocal<object?>();
            object? found = null;
            ExecutionContext.Run(Of(local, local), _ => found = local.Value, null);
            return ReferenceEquals(found, local);
        }
#pragma warning disable CA1031 // However it fails on another version of .NET, the public way is left.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    [return: UnsafeAccessorType(Values)]
    private static extern object NewValues([UnsafeAccessorType(ValueMaps)] object? declaring,
        [UnsafeAccessorType(Key)] object key, object? value, bool treatNullValueAsNonexistent);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ExecutionContext NewContext([UnsafeAccessorType(Values)] object values,
        [UnsafeAccessorType(Keys)] object? changeNotifications, bool isFlowSuppressed);
}
