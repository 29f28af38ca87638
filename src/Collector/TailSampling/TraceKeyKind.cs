namespace Tracing.TailSampling;

/// <summary>The property by which a policy groups traces.</summary>
internal enum TraceKeyKind
{
    /// <summary>All traces are one group.</summary>
    All,

    /// <summary>The service of the root span.</summary>
    Service,

    /// <summary>Service and name of the root span.</summary>
    Operation,

    /// <summary>The value of an attribute.</summary>
    Attribute,
}
