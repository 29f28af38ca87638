namespace Tracing.Storage.Packing;

/// <summary>The last three and the last four letters of a text as numbers.</summary>
/// <remarks>A stored format, because <see cref="ValueFilter"/> has hashes of these numbers: never change it. Some
/// letters are taken for others, so a text that is not there may be found, and never the reverse.</remarks>
internal static class TextGram
{
    /// <summary>The letters of the shorter kind.</summary>
    public const int Letters = 3;

    /// <summary>Three letters are a number below two to this power.</summary>
    public const int ThreeBits = LetterBits * Letters;

    /// <summary>Four letters are a number below two to this power.</summary>
    public const int FourBits = 16;

    private const int LetterBits = 6;

    /// <summary>The last four letters and the next one.</summary>
    public static uint Next(uint letters, byte letter) => (letters << LetterBits) | (letter & ((1u << LetterBits) - 1));

    public static int ThreeOf(uint letters) => (int)(letters & ((1u << ThreeBits) - 1));

    // Multiplying by an odd number spreads them evenly.
    public static int FourOf(uint letters) =>
        (int)(((letters & ((1u << (LetterBits * 4)) - 1)) * 0x9E3779B1) >> (32 - FourBits));
}
