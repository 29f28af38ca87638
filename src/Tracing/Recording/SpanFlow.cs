using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>Makes an execution context in which one span is current, and nothing else flows.</summary>
/// <remarks>
/// What an AsyncLocal makes when it is set on a bare thread, without its questions: which thread that is, twice, and what flows
/// there (RATIONALE "Why is an execution context kept?"). The members of .NET that it takes are tried before they are used.
/// </remarks>
internal static class SpanFlow
{
    private const string CoreLibrary = ", System.Private.CoreLib";
    private const string Key = "System.Threading.IAsyncLocal" + CoreLibrary;
    private const string Values = "System.Threading.IAsyncLocalValueMap" + CoreLibrary;
    private const string ValueMaps = "System.Threading.AsyncLocalValueMap" + CoreLibrary;
    private const string Keys = "System.Threading.IAsyncLocal[]" + CoreLibrary;

    /// <summary>Whether this version of .NET has what it takes; otherwise nothing else here may be called.</summary>
    public static bool IsKnown { get; } = Works();

    /// <param name="current">Where the span is found; with nobody who wants to hear of changes.</param>
    public static ExecutionContext Of(AsyncLocal<Span?> current, Span span) => Of((object)current, span);

    private static ExecutionContext Of(object local, object value) =>
        NewContext(NewValues(null, local, value, true), null, false);

    // With values of its own: a span would say that there are traces.
    private static bool Works()
    {
        try
        {
            var local = new AsyncLocal<object?>();
            object? found = null;
            ExecutionContext.Run(Of(local, local), _ => found = local.Value, null);
            return ReferenceEquals(found, local);
        }
#pragma warning disable CA1031 // However it fails on another .NET, there is the public way.
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
