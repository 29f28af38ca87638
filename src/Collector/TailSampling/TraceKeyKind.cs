namespace Tracing.TailSampling;

/// <summary>What traces are told apart by.</summary>
internal enum TraceKeyKind
{
    /// <summary>Nothing: all are alike.</summary>
    All,

    /// <summary>The service of the root span.</summary>
    Service,

    /// <summary>Service and name of the root span.</summary>
    Operation,

    /// <summary>The value of an attribute.</summary>
    Attribute,
}
