namespace Tracing.TraceQl.Syntax;

/// <summary>A field of a span that a query names.</summary>
/// <param name="Text">The name as it is shown in answers, with its scope.</param>
/// <param name="Key">The key of the attribute; empty for an intrinsic field.</param>
/// <param name="OfParent">True: the field of the span's parent.</param>
internal sealed record FieldReference(
    string Text, FieldScope Scope, string Key, bool OfParent, Intrinsic Intrinsic, TraceQlKind Kind)
{
    /// <summary>True when the field is the same for all spans of a trace.</summary>
    public bool IsOfTrace => Intrinsic is Intrinsic.TraceId or Intrinsic.TraceDuration or Intrinsic.RootName
        or Intrinsic.RootService or Intrinsic.Completeness;

    /// <summary>The name in the list of a span's attributes: that of the attribute, without its scope.</summary>
    public string AnswerKey => Scope == FieldScope.Intrinsic ? Intrinsics.NameOf(Intrinsic) : Key;

    public static FieldReference Attribute(FieldScope scope, string key, bool ofParent)
    {
        var place = scope == FieldScope.None ? "" : scope.ToString().ToLowerInvariant();
        var text = (ofParent ? "parent" + (place.Length > 0 ? "." : "") : "") + place + "." + AttributeName.Write(key);
        return new(text, scope, key, ofParent, Intrinsic.None, TraceQlKind.Nil);
    }
}
