using System.Runtime.CompilerServices;

namespace Tracing.Storage.Packing;

/// <summary>The groups of three and of four letters that the texts of an attribute have in a block.</summary>
/// <remarks>One owner.</remarks>
internal sealed class TextGrams
{
    /// <summary>The most of each length. Random ids have more after some fifty of them.</summary>
    public const int MaxGrams = 1_024;

    private int _texts;
    private int _textsUntilFull;

    private TextGrams(GramSet? threes, GramSet? fours) => (Threes, Fours) = (threes, fours);

    /// <summary>Null: the attribute may have any.</summary>
    public GramSet? Threes { get; private set; }

    /// <summary>Null: the attribute may have any.</summary>
    public GramSet? Fours { get; private set; }

    /// <summary>True: it was full with at most half of its texts.</summary>
    public bool WasFullEarly => _textsUntilFull > 0 && _textsUntilFull <= _texts / 2;

    /// <summary>For an attribute without a value.</summary>
    public static TextGrams None() =>
        new(new GramSet(TextGram.ThreeBits, MaxGrams), new GramSet(TextGram.FourBits, MaxGrams));

    /// <summary>For an attribute that may have any letters.</summary>
    public static TextGrams Any() => new(null, null);

    /// <param name="text">In UTF-8.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> text)
    {
        _texts++;
        var (threes, fours) = (Threes, Fours);
        if (threes is null && fours is null) return;
        var letters = 0u;
        for (int at = 0, known = 0; at < text.Length; at++)
        {
            // Letters beyond ASCII are left out.
            known = text[at] < 0x80 ? known + 1 : 0;
            letters = TextGram.Next(letters, text[at]);
            if (known < TextGram.Letters) continue;
            threes?.Add(TextGram.ThreeOf(letters));
            if (known > TextGram.Letters) fours?.Add(TextGram.FourOf(letters));
        }
        if (threes?.IsFull == true) DropThrees();
        if (fours?.IsFull == true) DropFours();
        if (Threes is null && Fours is null) _textsUntilFull = _texts;
    }

    /// <summary>The attribute may have any letters.</summary>
    public void Drop()
    {
        DropThrees();
        DropFours();
    }

    private void DropThrees()
    {
        Threes?.Dispose();
        Threes = null;
    }

    private void DropFours()
    {
        Fours?.Dispose();
        Fours = null;
    }
}
