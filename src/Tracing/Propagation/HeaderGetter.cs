namespace Tracing.Propagation;

/// <summary>Reads one header from a carrier; null where there is none. Pass a static lambda.</summary>
/// <remarks>Must ignore the case of the name, and join several headers of one name by commas, in their order.</remarks>
public delegate string? HeaderGetter<in TCarrier>(TCarrier carrier, string name);
