namespace Tracing.Generator.Calls;

/// <summary>All that an interceptor's text is made of: strings only, equal when the text would be.</summary>
/// <param name="Key">Names the method among all others.</param>
/// <param name="Decoration">Null of a <see cref="PipedTask"/>: no span, but the handler's waits for it.</param>
/// <param name="Receiver">The declared type of <c>this</c> with its modifiers; null for a static method.</param>
/// <param name="Service">The expression for what may be an ITracedService; <c>null</c> where there is none.</param>
/// <param name="ContainingType">The type as written in front of a static call.</param>
/// <param name="OuterTypeParameters">Those of the containing types, outermost first.</param>
/// <param name="Accessor">How a method that cannot be named from outside is reached; null where it can be.</param>
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
