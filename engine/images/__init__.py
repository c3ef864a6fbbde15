"""Pictures to learn from: scikit-learn's digits, and MNIST's idx files where they are."""
