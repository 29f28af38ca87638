namespace Tracing.Propagation;

/// <summary>Reads one header from a carrier; returns null when it is missing. Pass a static lambda.</summary>
/// <remarks>Must ignore the case of the name, and join several headers of one name by commas, in their order.</remarks>
public delegate string? HeaderGetter<in TCarrier>(TCarrier carrier, string name);
