namespace Tracing.Storage;

/// <summary>Thins out what is told again and again: the first, the tenth, the hundredth time and so on.</summary>
public static class PowerOfTen
{
    public static bool Is(long count)
    {
        while (count > 1 && count % 10 == 0) count /= 10;
        return count == 1;
    }
}
