namespace Tracing.Propagation;

/// <summary>Writes one header into a carrier, and replaces one of the same name. Pass a static lambda.</summary>
public delegate void HeaderSetter<in TCarrier>(TCarrier carrier, string name, string value);
