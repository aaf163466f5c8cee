// Mono stops at .NET Framework, where this class of .NET is missing.
namespace System.Security.Cryptography
{
    static class CryptographicOperations
    {
        public static bool FixedTimeEquals(byte[] left, byte[] right)
        {
            var difference = left.Length ^ right.Length;
            for (var i = 0; i < left.Length && i < right.Length; i++) difference |= left[i] ^ right[i];
            return difference == 0;
        }
    }
}
