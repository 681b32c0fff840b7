namespace Akin.Vision.Preprocessing;

/// <summary>A part of a picture: its first column and row, and how many of each.</summary>
internal readonly record struct PixelWindow(int Left, int Top, int Width, int Height);
