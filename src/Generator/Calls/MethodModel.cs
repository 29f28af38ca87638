namespace Tracing.Generator.Calls;

/// <summary>Everything that an interceptor's text depends on. It holds strings only, so that equal models give equal
/// text.</summary>
/// <param name="Key">Identifies the method among all others.</param>
/// <param name="Decoration">Null for a <see cref="PipedTask"/>, which has no span of its own: the handler's span waits
/// for it.</param>
/// <param name="Receiver">The declared type of <c>this</c> with its modifiers; null for a static method.</param>
/// <param name="Service">The expression of the ITracedService; the text <c>null</c> when there is none.</param>
/// <param name="ContainingType">The type as written in front of a static call.</param>
/// <param name="OuterTypeParameters">The type parameters of the containing types, outermost first.</param>
/// <param name="Accessor">The accessor of a method that generated code cannot call directly; else null.</param>
internal sealed record MethodModel(
    string Key,
    string Name,
    Decoration? Decoration,
    ResultKind Result,
    string ReturnType,
    bool ReturnsByRef,
    string? Receiver,
    string Service,
    string ContainingType,
    bool IsExtension,
    EquatableArray<string> OuterTypeParameters,
    EquatableArray<string> OwnTypeParameters,
    string OuterConstraints,
    string OwnConstraints,
    EquatableArray<ParameterModel> Parameters,
    AccessorModel? Accessor);
